package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultEffect;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.fault.FaultTarget;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The directory {@code /sys/kernel/config/tsm/report} of a guest. The provider {@code sev_guest} is
 * shared with {@link SevGuestDriver}: one VMPCK serves both. Paths are relative to that directory:
 * {@code /} itself, {@code /INSTANCE}, {@code /INSTANCE/ATTRIBUTE}. Linux
 * drivers/virt/coco/guest/report.c.
 *
 * <p>The privilege level of a new instance is 0, whatever the floor. Thread-safe.
 */
public final class TsmReports {
  /** TSM_PRIVLEVEL_MAX. */
  public static final int HIGHEST_PRIVLEVEL = 3;

  /** The most instances at a time; another is refused with ENOMEM. */
  public static final int MOST_INSTANCES = 256;

  private final TsmProvider provider;
  private final FaultPlan faults;
  private final Map<String, TsmInstance> instances = new TreeMap<>();

  /** A directory without instances, of an SEV-SNP guest. */
  public TsmReports(SevGuestDriver driver, FaultPlan faults) {
    this(new TsmProvider.SevGuest(driver), faults);
  }

  /** A directory without instances. */
  public TsmReports(TsmProvider provider, FaultPlan faults) {
    this.provider = provider;
    this.faults = faults;
  }

  /** What stands at a path. */
  public sealed interface Node {
    /** The directory itself, or an instance. */
    record Directory() implements Node {}

    /** An attribute of an instance. */
    record File(TsmAttribute attribute) implements Node {}
  }

  /** Looks a path up; ENOENT if nothing is there. */
  public synchronized SystemCall<Node> look(String path) {
    String[] parts = split(path);
    if (parts.length == 0) {
      return SystemCall.done(new Node.Directory());
    }
    if (parts.length > 2 || !instances.containsKey(parts[0])) {
      return SystemCall.failed(Errno.ENOENT);
    }
    return parts.length == 1
        ? SystemCall.done(new Node.Directory())
        : attribute(parts[1]).map(Node.File::new);
  }

  /** The names in a directory. */
  public synchronized SystemCall<List<String>> list(String path) {
    return look(path)
        .then(
            node ->
                switch (node) {
                  case Node.File _ -> SystemCall.failed(Errno.ENOTDIR);
                  case Node.Directory _ ->
                      SystemCall.done(
                          split(path).length == 0
                              ? List.copyOf(instances.keySet())
                              : Arrays.stream(TsmAttribute.values())
                                  .filter(provider.attributes()::contains)
                                  .map(TsmAttribute::fileName)
                                  .toList());
                });
  }

  /**
   * Makes an instance: EEXIST, ENOMEM for too many, EPERM anywhere but in the directory itself.
   *
   * @throws SimulatorGoneException if a fault ends the simulator
   */
  public synchronized Optional<Errno> makeDirectory(String path) throws SimulatorGoneException {
    Optional<Errno> refused = failure(FaultTarget.MKDIR);
    String[] parts = split(path);
    if (refused.isPresent()) {
      return refused;
    }
    if (parts.length != 1) {
      return Optional.of(Errno.EPERM);
    }
    if (instances.containsKey(parts[0])) {
      return Optional.of(Errno.EEXIST);
    }
    if (instances.size() >= MOST_INSTANCES) {
      return Optional.of(Errno.ENOMEM);
    }
    instances.put(parts[0], new TsmInstance(provider));
    return Optional.empty();
  }

  /**
   * Removes an instance: ENOENT, EBUSY while a descriptor is open, EPERM for anything else.
   *
   * @throws SimulatorGoneException if a fault ends the simulator
   */
  public synchronized Optional<Errno> removeDirectory(String path) throws SimulatorGoneException {
    Optional<Errno> refused = failure(FaultTarget.RMDIR);
    String[] parts = split(path);
    if (refused.isPresent()) {
      return refused;
    }
    if (parts.length != 1) {
      return Optional.of(Errno.EPERM);
    }
    TsmInstance instance = instances.get(parts[0]);
    if (instance == null) {
      return Optional.of(Errno.ENOENT);
    }
    if (instance.busy()) {
      return Optional.of(Errno.EBUSY);
    }
    instances.remove(parts[0]);
    return Optional.empty();
  }

  /**
   * Opens an attribute: EACCES against its mode, whoever asks. No attribute can be both read and
   * written, so no descriptor meets the kernel's ETXTBSY for mixing the two.
   */
  public synchronized SystemCall<TsmFile> open(String path, boolean read, boolean write) {
    String[] parts = split(path);
    TsmInstance instance = parts.length == 0 ? null : instances.get(parts[0]);
    if (instance == null) {
      return SystemCall.failed(parts.length == 0 ? Errno.EISDIR : Errno.ENOENT);
    }
    if (parts.length != 2) {
      return SystemCall.failed(parts.length == 1 ? Errno.EISDIR : Errno.ENOENT);
    }
    return attribute(parts[1])
        .then(
            attribute ->
                (read && !attribute.readable()) || (write && attribute.readable())
                    ? SystemCall.failed(Errno.EACCES)
                    : SystemCall.done(new OpenAttribute(this, instance, attribute)));
  }

  int privlevelFloor() {
    return provider.privlevelFloor();
  }

  String providerName() {
    return provider.name();
  }

  Optional<FaultEffect> fault(FaultTarget target) throws SimulatorGoneException {
    return faults.next(target);
  }

  private Optional<Errno> failure(FaultTarget target) throws SimulatorGoneException {
    return faults
        .next(target)
        .map(effect -> effect instanceof FaultEffect.Fails(Errno errno) ? errno : Errno.EIO);
  }

  private SystemCall<TsmAttribute> attribute(String name) {
    return TsmAttribute.named(name)
        .filter(provider.attributes()::contains)
        .map(SystemCall::done)
        .orElse(SystemCall.failed(Errno.ENOENT));
  }

  private static String[] split(String path) {
    return path.equals("/") ? new String[0] : path.substring(1).split("/", -1);
  }
}
