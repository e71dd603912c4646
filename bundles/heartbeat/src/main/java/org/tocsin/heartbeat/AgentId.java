// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.host.WholeFile;

/** By what PagerDuty knows this agent from another: made once, kept in a file. */
final class AgentId {

    private static final Logger LOG = LoggerFactory.getLogger(AgentId.class);
    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_SIZE = 100;

    private AgentId() {}

    /** What the file holds; when that is no such id, or nothing, it is made. */
    static String of(Path file) throws IOException {
        try {
            if (Files.size(file) <= MAX_SIZE) {
                String kept = Files.readString(file).strip();
                if (UUIDS.matcher(kept).matches()) {
                    return kept;
                }
            }
            LOG.info("{} holds no id, another one is made", file);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is made", file);
        }
        String made = UUID.randomUUID().toString();
        WholeFile.write(file, made + '\n');
        return made;
    }
}
