package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Secure Boot variables, which the firmware measures into PCR 7 before its separator: structure
 * and data are hashed together, so a digest recomputed from the data proves both. Nothing that runs
 * later can put an event in front of the separator.
 */
final class SecureBoot {
  private static final Map<String, String> DATABASES =
      Map.of("PK", "pk", "KEK", "kek", "db", "db", "dbx", "dbx");

  private SecureBoot() {}

  static Map<String, ClaimValue> claims(ReplayedLog log) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    List<EfiVariable> variables = variables(log);
    only(variables, EfiVariable.GLOBAL, "SecureBoot")
        .filter(v -> v.data().length <= 1)
        .ifPresent(
            v ->
                claims.put(
                    "event_log.secure_boot",
                    new ClaimValue.Bool(v.data().length == 1 && v.data()[0] == 1)));
    DATABASES.forEach(
        (variable, name) -> {
          String guid = variable.startsWith("db") ? EfiVariable.IMAGE_SECURITY : EfiVariable.GLOBAL;
          only(variables, guid, variable)
              .map(v -> ClaimValue.Bytes.of(TcgHash.SHA256.of(v.data())))
              .ifPresent(digest -> claims.put("event_log.secure_boot." + name, digest));
        });
    return claims;
  }

  /** The variables before the separator; none if there is no separator. */
  private static List<EfiVariable> variables(ReplayedLog log) {
    List<EfiVariable> variables = new ArrayList<>();
    for (LoggedEvent event : log.events(7)) {
      if (log.isSeparator(event)) {
        return variables;
      }
      if (event.dataIsMeasured(log.hash())) {
        EfiVariable.parse(event.data()).ifPresent(variables::add);
      }
    }
    return List.of();
  }

  private static Optional<EfiVariable> only(List<EfiVariable> all, String guid, String name) {
    List<EfiVariable> found =
        all.stream().filter(v -> v.guid().equals(guid) && v.name().equals(name)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
