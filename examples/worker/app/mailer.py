"""Stands for the worker: takes messages from its queue until ECS asks it to stop."""

import os
import signal
import threading

import boto3


def main() -> None:
    """Empties the queue; ends with the messages in hand after a SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    queue = boto3.resource("sqs").get_queue_by_name(QueueName=os.environ["QUEUE_NAME"])
    while not stop.is_set():
        for message in queue.receive_messages(WaitTimeSeconds=20, MaxNumberOfMessages=10):
            print(f"mail {message.message_id}")
            message.delete()


if __name__ == "__main__":
    main()
