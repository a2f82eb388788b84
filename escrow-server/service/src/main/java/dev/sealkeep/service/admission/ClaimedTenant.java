package dev.sealkeep.service.admission;

import dev.sealkeep.protocol.name.Name;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tenant that a release request claims, read without parsing the rest: the text of the member
 * {@code tenant} of the outermost object. A hint for taking turns, no more; the request is parsed
 * strictly later, and whoever writes it so that this finds nothing shares a place with everybody
 * who does.
 */
public final class ClaimedTenant {
  /** The share of requests that claim no tenant. */
  public static final String NONE = "";

  /** How far is read. A guest writes the tenant behind its challenge, within the first 8 KiB. */
  private static final int READ = 64 << 10;

  private static final byte[] MEMBER = "tenant".getBytes(StandardCharsets.US_ASCII);

  private final byte[] json;
  private final int end;
  private int at;

  private ClaimedTenant(byte[] json) {
    this.json = json;
    this.end = Math.min(json.length, READ);
  }

  /** The tenant's name in a body; {@link #NONE} if it holds none near its start. */
  public static String of(byte[] body) {
    return new ClaimedTenant(body).find();
  }

  private String find() {
    int depth = 0;
    boolean named = false;
    while (at < end) {
      byte octet = json[at++];
      switch (octet) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case ',' -> named = false;
        case '"' -> {
          int start = at;
          int length = string();
          if (depth == 1 && named) {
            return name(start, length);
          }
          named = depth == 1 && isMember(start, length) && colonFollows();
        }
        default -> {
          // White space, colons, numbers and literals.
        }
      }
    }
    return NONE;
  }

  /** Goes past the string that begins here; yields its length as written. */
  private int string() {
    int start = at;
    while (at < end && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    int length = Math.min(at, end) - start;
    at++;
    return length;
  }

  private boolean isMember(int start, int length) {
    return Arrays.equals(json, start, start + length, MEMBER, 0, MEMBER.length);
  }

  private boolean colonFollows() {
    int next = at;
    while (next < end && json[next] <= ' ') {
      next++;
    }
    return next < end && json[next] == ':';
  }

  private String name(int start, int length) {
    return Name.parse(new String(json, start, length, StandardCharsets.ISO_8859_1))
        .map(Name::value)
        .orElse(NONE);
  }
}
