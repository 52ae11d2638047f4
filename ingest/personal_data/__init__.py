"""Personal data in Norwegian and English text: found, explained, and sorted by what the privacy officer has to do.

The entry points are `screening.screen` (texts in, detections out) and `screening.screen_document` (the passages of one
file, with triage and persons). Nothing here touches the database, and nothing here logs text.
"""
