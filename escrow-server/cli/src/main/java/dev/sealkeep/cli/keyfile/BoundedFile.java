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

  /** The failure to read a file or folder. */
  public static CommandFailure unreadable(String what, IOException cause) {
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "cannot read %s: %s".formatted(what, readReason(cause)),
        "Check the path and its permissions.");
  }

  /** Why a path could not be read, in words, without the path that the message may hold. */
  public static String readReason(IOException cause) {
    return cause instanceof NoSuchFileException ? "it does not exist" : reason(cause);
  }

  /** Why a path could not be made or written, in words, without the path that the message holds. */
  public static String reason(IOException cause) {
    return switch (cause) {
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.file.FileAlreadyExistsException _ -> "it exists already";
      case java.nio.file.NoSuchFileException _ -> "its folder does not exist";
      case java.nio.file.NotDirectoryException _ -> "it is no folder";
      case java.nio.file.FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
