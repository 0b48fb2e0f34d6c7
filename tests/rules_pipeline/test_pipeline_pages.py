"""The examples of the pages TFG7xx, TFG8xx and TFG9xx do what the pages say."""
