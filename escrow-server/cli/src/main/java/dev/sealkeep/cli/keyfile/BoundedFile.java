package dev.sealkeep.cli.keyfile;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads whole files up to a size. */
public final class BoundedFile {
  private BoundedFile() {}

  /**
   * Reads a file of at most {@code maxBytes}.
   *
   * @param what the file's part in the command, such as {@code the CA file}
   */
  public static byte[] read(Path file, int maxBytes, String what) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, maxBytes, what + " " + file);
    } catch (IOException e) {
      throw unreadable(what + " " + file, e);
    }
  }

  /** Reads a stream of at most {@code maxBytes} to its end. */
  static byte[] read(InputStream in, int maxBytes, String what) throws IOException {
    byte[] bytes = in.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      Arrays.fill(bytes, (byte) 0);
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s has more than %d bytes".formatted(what, maxBytes),
          "Check that it is the file you mean.");
    }
    return bytes;
  }

  /** Reads a file of UTF-8 text. */
  public static String readText(Path file, int maxBytes, String what) {
    return text(read(file, maxBytes, what), what + " " + file);
  }

  /** Reads a stream of UTF-8 text to its end. */
  public static String readText(InputStream in, int maxBytes, String what) {
    try {
      return text(read(in, maxBytes, what), what);
    } catch (IOException e) {
      throw unreadable(what, e);
    }
  }

  private static String text(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, what + " is not UTF-8 text", "Save it as UTF-8.");
    }
  }

  static CommandFailure unreadable(String what, IOException cause) {
    String why = cause instanceof NoSuchFileException ? "it does not exist" : reason(cause);
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "cannot read %s: %s".formatted(what, why),
        "Check the path and its permissions.");
  }

  /** The kind of failure, without the path that its message may hold. */
  static String reason(IOException cause) {
    return switch (cause) {
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.file.FileAlreadyExistsException _ -> "it exists already";
      case java.nio.file.NoSuchFileException _ -> "its folder does not exist";
      default -> String.valueOf(cause.getMessage());
    };
  }
}
