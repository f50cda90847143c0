"""Why a visit is missing or stands where it does: found by trying, told in words."""
