"""Msvm_ConcreteJob and Msvm_AffectedJobElement."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import TIME_BEFORE_REMOVAL, Job, JobState
from tui.practice.hyperv.objects.source import Moving, Source, Values
from tui.practice.hyperv.values import FOREVER, NEVER

_STATUS = {
    JobState.RUNNING: (2,),
    JobState.COMPLETED: (17, 2),
    JobState.TERMINATED: (17, 2),
    JobState.EXCEPTION: (17, 6),
}
_SENTENCE = {
    JobState.RUNNING: "job-running",
    JobState.COMPLETED: "job-completed",
    JobState.TERMINATED: "job-failed",
    JobState.EXCEPTION: "job-failed",
}


def _jobs(host: Hypervisor) -> Iterator[Moving]:
    for job in host.jobs:
        yield Moving({}, partial(_progress, host, job))


def _progress(host: Hypervisor, job: Job, now: datetime) -> tuple[Values, datetime]:
    return _values(host, job, now), FOREVER if job.ended else now


def _values(host: Hypervisor, job: Job, now: datetime) -> Values:
    """A job as it stands now, facts/hyperv-wmi.md 1.15 and facts/real-host.md 5."""
    until = job.ended or now
    return {
        "InstanceID": job.id,
        "Caption": job.caption,
        "Description": job.caption,
        "ElementName": job.caption,
        "Name": "Msvm_ConcreteJob",
        "Owner": job.owner,
        "JobState": int(job.state),
        "JobStatus": host.texts.say(_SENTENCE[job.state]),
        "JobType": job.job_type,
        "PercentComplete": job.percent(now),
        "ErrorCode": job.error_code,
        "ErrorDescription": job.error_description,
        "ErrorSummaryDescription": job.error_description,
        "OperationalStatus": _STATUS[job.state],
        "StatusDescriptions": (host.texts.say(_SENTENCE[job.state]),),
        "Status": "OK" if job.error_code == 0 else "Error",
        "HealthState": 5 if job.error_code == 0 else 20,
        "CommunicationStatus": 0,
        "DetailedStatus": 0,
        "OperatingStatus": 0,
        "PrimaryStatus": 0,
        "Cancellable": True,
        "DeleteOnCompletion": False,
        "InstallDate": NEVER,
        "TimeSubmitted": job.submitted,
        "StartTime": job.submitted,
        "ScheduledStartTime": job.submitted,
        "ElapsedTime": max(until - job.submitted, timedelta(0)),
        "TimeBeforeRemoval": TIME_BEFORE_REMOVAL,
        "TimeOfLastStateChange": until,
        "JobRunTimes": 1,
        "LocalOrUtcTime": 2,
        "Notify": "",
        "OtherRecoveryAction": "",
        "Priority": 0,
        "RecoveryAction": 1,
        "RunDay": 0,
        "RunDayOfWeek": 0,
        "RunMonth": 0,
        "RunStartInterval": timedelta(0),
    }


def _affected(host: Hypervisor) -> Iterator[Values]:
    """Effect 0 names what a job works on, effect 5 what it made, which is there only once the job has ended."""
    for job in host.jobs:
        affecting = host.job_reference(job)
        for element in job.affected:
            yield {"AffectingElement": affecting, "AffectedElement": element, "ElementEffects": (0,)}
        for element in job.created:
            yield {"AffectingElement": affecting, "AffectedElement": element, "ElementEffects": (5,)}


SOURCES: dict[str, Source] = {"Msvm_ConcreteJob": _jobs, "Msvm_AffectedJobElement": _affected}
