/**
 * Disks that carry volumes, and backups of their headers. Depends on headers and faults of volumes
 * and on files. A disk's content is never trusted here or believed to stay.
 */
@NullMarked
package dev.sealkeep.agent.volume.disk;

import org.jspecify.annotations.NullMarked;
