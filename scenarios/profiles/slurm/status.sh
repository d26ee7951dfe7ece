#!/bin/bash
# Snakemake wants one word about a job: success, running or failed. slurmctld remembers ended jobs for MinJobAge seconds.
state=$(scontrol -o show job "$1" 2>/dev/null | grep -o 'JobState=[A-Z_]*' | head -n 1)
case "${state#JobState=}" in
    COMPLETED) echo success ;;
    PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | REQUEUED) echo running ;;
    *) echo failed ;;
esac
