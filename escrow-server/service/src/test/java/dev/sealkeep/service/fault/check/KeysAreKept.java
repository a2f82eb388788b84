package dev.sealkeep.service.fault.check;

import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * No acknowledged key is lost: after everything, when every key was asked for once more, each is
 * released in its newest acknowledged version or a later one, and each version that was ever
 * released is the sealing key that its owner sent.
 */
public final class KeysAreKept implements Property {
  private final long settled;

  /**
   * Makes the check.
   *
   * @param settled from when on every key was asked for once more
   */
  public KeysAreKept(long settled) {
    this.settled = settled;
  }

  private record Key(String tenant, String name) {}

  /** What its owner knows of a key. */
  private static final class Known {
    private final TreeMap<Long, String> acknowledged = new TreeMap<>();
    private final Set<String> open = new HashSet<>();
  }

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    Map<Key, Known> keys = new HashMap<>();
    for (Call call : calls) {
      if (call.question() instanceof Question.NewVersion(var tenant, var name, var fingerprint)) {
        Known known = keys.computeIfAbsent(new Key(tenant, name), _ -> new Known());
        if (call.answer() instanceof Answer.Changed(long version, _)) {
          known.acknowledged.put(version, fingerprint);
        } else if (call.isOpen()) {
          known.open.add(fingerprint);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    Map<Key, Integer> last = new HashMap<>();
    for (Call call : calls) {
      if (call.question() instanceof Question.Release release
          && call.answer() instanceof Answer.Released released) {
        Key key = new Key(release.tenant(), release.key());
        if (call.started() >= settled) {
          last.merge(key, released.version(), Math::max);
        }
        Known known = keys.getOrDefault(key, new Known());
        String expected = known.acknowledged.get((long) released.version());
        boolean right =
            expected == null
                ? known.open.contains(released.fingerprint())
                : expected.equals(released.fingerprint());
        if (!right) {
          findings.add(finding(key + " is not what its owner sent: " + call));
        }
      }
    }
    keys.forEach(
        (key, known) -> {
          Integer version = last.get(key);
          if (known.acknowledged.isEmpty()) {
            return;
          }
          if (version == null) {
            findings.add(finding(key + " is not released any more"));
          } else if (version < known.acknowledged.lastKey()) {
            findings.add(
                finding(
                    "%s went back to version %d from %d"
                        .formatted(key, version, known.acknowledged.lastKey())));
          }
        });
    return findings;
  }

  private static Finding finding(String what) {
    return Finding.of(KeysAreKept.class, what);
  }
}
