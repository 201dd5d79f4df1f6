"""The programme on the walls: displays for televisions, the poster, the signs of the rooms' doors."""
