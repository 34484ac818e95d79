# SPDX-License-Identifier: Apache-2.0
"""The parts of the demo: what runs, the AWS account it runs on, the chapters of the story and their checks."""
