#!/bin/bash
# Snakemake wants one word about a job: success, running or failed. The controller remembers ended
# jobs for MinJobAge seconds, 300 by default. If it does not answer, the question is put again later.
if ! answer=$(scontrol --oneliner show job "$1" 2>&1); then
    case "$answer" in
        *"Invalid job id"*) echo failed ;;
        *) echo running ;;
    esac
    exit
fi
state=${answer#*JobState=}
case "${state%% *}" in
    COMPLETED) echo success ;;
    PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | STOPPED | SIGNALING | STAGE_OUT | \
        RESIZING | REQUEUED) echo running ;;
    *) echo failed ;;
esac
