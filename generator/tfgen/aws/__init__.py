"""Live AWS, by boto3."""
