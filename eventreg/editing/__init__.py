"""The organisers edit the programme: a draft as a grid by room and time, and every part of it as a plain form."""
