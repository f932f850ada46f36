"""What to do now, by kind of emergency: fixed words in the reader's language.

After the first-aid guidance of the European Resuscitation Council 2021, the American Heart
Association 2020-2024, the NHS and the WHO. First what to do, then what not to.
"""

from chat.safety.advice.body import BODY
from chat.safety.advice.mind import MIND

ADVICE = BODY | MIND
