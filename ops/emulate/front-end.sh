# Sourced by the front ends that talk to the simulator. Expects usage() and, in "$@", the arguments;
# sets $mount, and makes "$@" what the compiled front end takes.
machine=
mount=
ek=
faults=
dashes=
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage && exit 0 ;;
    --)
      dashes=--
      shift
      break
      ;;
    --machine | --mount | --vtpm-ek | --fault)
      [ $# -gt 1 ] || usage_error "$1 needs a value"
      case "$1" in
        --machine) machine=$2 ;;
        --mount) [ "$program" = configfs-tsm ] && mount=$2 || usage_error "unknown option $1" ;;
        --vtpm-ek)
          [ "$program" = configfs-tsm ] || usage_error "unknown option $1"
          [ -r "$2" ] || usage_error "$2 cannot be read"
          ek=$2
          ;;
        --fault)
          case "$2" in *[[:space:]]*) usage_error "a fault has no spaces: '$2'" ;; esac
          faults="$faults --fault $2"
          ;;
      esac
      shift 2
      ;;
    *) usage_error "unknown option $1" ;;
  esac
done
if [ -z "$machine" ]; then
  [ -n "${SEALKEEP_EMULATED_GUEST:-}" ] || usage_error "--machine is missing"
  [ -z "$faults$ek" ] ||
    usage_error "faults and --vtpm-ek belong to the front end that launches the guest"
fi
[ -z "$dashes" ] || [ $# -gt 0 ] || usage_error "no command behind --"
[ -n "$dashes" ] || [ "$program" = configfs-tsm ] || usage_error "no command; write it behind --"

# "$@" becomes the compiled front end's arguments: the simulator's command line, --, the command.
[ -z "$dashes" ] || set -- -- "$@"
if [ -n "$machine" ]; then
  find_simulator
  set -f
  # shellcheck disable=SC2086 # lists of words without wildcards
  set -- "$java" $simulator_options -cp "$class_path" $simulator_main serve \
    --machine "$machine" ${ek:+--vtpm-ek "$ek"} $faults "$@"
  set +f
fi
