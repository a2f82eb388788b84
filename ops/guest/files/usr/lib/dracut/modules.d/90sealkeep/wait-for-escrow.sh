#!/bin/sh
# Sourced by dracut-initqueue when it is about to give up (rd.retry, 180 s): has it wait on, by
# beginning to count anew, while a volume's unit asks the escrow or is about to ask again. A unit
# that failed for good, as after a denial, holds nothing up.

# sealkeep-unlock@ is active once its disk is open, sealkeep-key@ while it fetches a key.
if [ -n "$(systemctl list-units --no-legend --plain --state=activating 'sealkeep-unlock@*.service')" ] ||
    [ -n "$(systemctl list-units --no-legend --plain --state=activating,active 'sealkeep-key@*.service')" ]; then
    # shellcheck disable=SC2034 # dracut-initqueue's
    main_loop=0
fi
