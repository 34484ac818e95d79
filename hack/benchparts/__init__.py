# SPDX-License-Identifier: Apache-2.0
"""The parts of the benchmark: what is loaded, how it is watched and counted, what the limits force, the report."""
