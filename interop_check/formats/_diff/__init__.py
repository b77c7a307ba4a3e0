"""The formats of a difference: modules as in the folder above; where there is none here, its later state is shown."""
