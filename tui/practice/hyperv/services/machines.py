"""Power of a machine, its graceful shutdown and its removal."""

from datetime import datetime

from tui.practice.cim import MethodResult
from tui.practice.hyperv import codes, power
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import Job, JobFailure, JobType
from tui.practice.hyperv.machine import Machine
from tui.practice.hyperv.services.arguments import Arguments, Refused
from tui.practice.hyperv.values import Mode, Power


def request_state_change(host: Hypervisor, machine: Machine, arguments: Arguments) -> MethodResult:
    """Msvm_ComputerSystem.RequestStateChange, facts/hyperv-wmi.md 2.2 and facts/real-host.md 4."""
    wanted = arguments.number("RequestedState")
    request = power.REQUESTS.get(wanted)
    if request is None:
        raise Refused(codes.INVALID_STATE if wanted >= 32768 else codes.INVALID_PARAMETER)
    if machine.power not in request.allowed or host.jobs.busy(host.machine_reference(machine.id)):
        raise Refused(codes.INVALID_STATE)
    if request.do is power.start and not power.may_start(machine):
        host.log("start-refused", machine, host.clock.now())
        raise Refused(codes.INVALID_STATE)
    if request.do is power.begin_shutdown and not machine.booted:
        raise Refused(codes.INVALID_STATE)

    def work(job: Job, when: datetime) -> None:
        starts_in_vain = request.do is power.start and not power.may_start(machine)
        if machine.power not in request.allowed or starts_in_vain:
            raise JobFailure(codes.INVALID_STATE, host.texts.say("invalid-state", vm=machine.name, id=machine.id))
        request.do(host, machine, when)

    return MethodResult(codes.JOB_STARTED, {"Job": host.start_job(request.job_type, request.caption, machine, work)})


def initiate_shutdown(host: Hypervisor, machine: Machine, arguments: Arguments) -> MethodResult:
    """Msvm_ShutdownComponent.InitiateShutdown: answered at once, the guest goes down a little later."""
    if machine.power is not Power.RUNNING or not machine.booted or machine.guest.system == "none":
        raise Refused(codes.INVALID_STATE)
    power.begin_shutdown(host, machine, host.clock.now())
    return MethodResult(codes.OK)


def destroy_system(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """A machine that is off or saved and has no part in replication; a test machine is one of those."""
    machine = arguments.machine(host, "AffectedSystem")
    if machine.power not in (Power.OFF, Power.SAVED) or machine.mode not in (Mode.NONE, Mode.TEST_REPLICA):
        raise Refused(codes.INVALID_STATE)
    if host.jobs.busy(host.machine_reference(machine.id)):
        raise Refused(codes.INVALID_STATE)

    def work(job: Job, when: datetime) -> None:
        if host.machines.pop(machine.id, None) is not None:
            host.log("deleted", machine, when)

    return MethodResult(codes.JOB_STARTED, {"Job": host.start_job(JobType.DESTROY_VM, "job-destroy", machine, work)})
