/**
 * Images and labels from the user's files, read through Hadoop's FileSystem; their order,
 * normalization and augmentation; and the seeds of tasks. Files are not trusted: magic numbers,
 * counts and sizes are checked before memory is taken, and nothing is ever extracted to disk.
 */
package org.codesign.data;
