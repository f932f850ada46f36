"""Files that meters, scales and sensors export, each by the shape of its headings."""
