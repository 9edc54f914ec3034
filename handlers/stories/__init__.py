"""Practice stories: told in a form, seen beforehand as others will see them, heard where the teller lets them go."""
