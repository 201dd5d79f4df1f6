"""What televisions show, looked at as one would on any screen."""

from tests.browser.shown import Walk, at, state

at("screens", "signage.screens", "/ecran")
at("screen_hall_before", "signage.hall", "/ecran/hall")
at("screen_hall", "signage.hall", "/ecran/hall", morning=True)
at("screen_room_before", "signage.room", "/ecran/salles/salle-1")
at("screen_room", "signage.room", "/ecran/salles/hemicycle", morning=True)
at("screen_bright", "signage.room", "/ecran/salles/hemicycle?fond=clair", morning=True)
at("screen_by_its_short_address", "signage.short", "/ecran/salle-1", morning=True)
at("screen_of_no_room", "signage.room", "/ecran/salles/aucune")


@state("signage.hall")
def screen_without_programme(walk: Walk) -> None:
    walk.go("/ecran/hall", walk.site.bare)
