"""Every device format, in the order in which a file is offered to them."""

from patients.importing.devices.glucose import CLARITY, LIBREVIEW
from patients.importing.devices.pressure import OMRON, WITHINGS_PRESSURE
from patients.importing.devices.withings import HEIGHT, SCALE, SLEEP
from patients.importing.formats import Format

DEVICES: tuple[Format, ...] = tuple(
    device.format for device in (CLARITY, LIBREVIEW, OMRON, WITHINGS_PRESSURE, SCALE, HEIGHT, SLEEP)
)
