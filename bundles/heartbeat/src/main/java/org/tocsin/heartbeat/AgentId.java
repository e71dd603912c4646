// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.host.WholeFile;

/** By what PagerDuty knows this agent from another: made once, kept in a file. */
final class AgentId {

    private static final Logger LOG = LoggerFactory.getLogger(AgentId.class);
    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_SIZE = 100;

    /** Where pdagent has its own. */
    static final Path PDAGENT = Path.of("/var/lib/pdagent/agent_id.txt");

    private AgentId() {}

    /**
     * What our file holds; when that is no id, or nothing, that of the agent whose place we take; else it is made. It is in
     * our file when this returns.
     *
     * @param former the file of that agent; mostly there is none
     */
    static String of(Path file, Path former) throws IOException {
        try {
            String kept = in(file);
            if (kept != null) {
                return kept;
            }
            LOG.info("{} holds no id, another one takes its place", file);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is made", file);
        }
        String made = takenOver(former);
        if (made == null) {
            made = UUID.randomUUID().toString();
        }
        WholeFile.write(file, made + '\n');
        return made;
    }

    /** Null when there is no id. */
    private static @Nullable String in(Path file) throws IOException {
        // what is no plain file may have no end, or no beginning
        if (Files.readAttributes(file, BasicFileAttributes.class).isRegularFile() && Files.size(file) <= MAX_SIZE) {
            String kept = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return UUIDS.matcher(kept).matches() ? kept : null;
        }
        return null;
    }

    private static @Nullable String takenOver(Path former) {
        String reason = "it holds no id";
        try {
            String id = in(former);
            if (id != null) {
                LOG.info("the id of pdagent in {} is taken over", former);
                return id;
            }
        } catch (NoSuchFileException e) {
            return null; // there was no pdagent here
        } catch (IOException e) {
            reason = e.getClass().getSimpleName();
        }
        LOG.warn(
                "TOCSIN-HEARTBEAT-002 the id of pdagent in {} is not taken over ({}), another one is made",
                former,
                reason);
        return null;
    }
}
