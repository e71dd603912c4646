// SPDX-License-Identifier: Apache-2.0
package org.example.notebook;

import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;

/** The events of the channel {@code notebook}: any line of 1 to 4,096 bytes. Its key is the name of the notebook. */
@Component(service = EventFormat.class)
public final class NotebookFormat implements EventFormat {

    static final String CHANNEL = "notebook";

    private static final int MAX_BYTES = 4_096;
    // it becomes the name of a file
    private static final Pattern KEY = Pattern.compile("[a-z0-9-]{1,40}");

    @Override
    public String channel() {
        return CHANNEL;
    }

    /** The name of a notebook may be read by everybody. */
    @Override
    public boolean hasSecretKeys() {
        return false;
    }

    /** What Tocsin gives as null is not known, and there is only one shape of a line. */
    @Override
    public Event read(Body text, String format, String key) throws InvalidEventException {
        if (key == null || !KEY.matcher(key).matches()) {
            throw new InvalidEventException("key", "is no name of a notebook, give small letters, digits and hyphens");
        }
        if (text.size() > MAX_BYTES) {
            throw new InvalidEventException(
                    InvalidEventException.Kind.TOO_LARGE, "body", "is over " + MAX_BYTES + " bytes, shorten it");
        }
        String line = text.utf8();
        if (line.isBlank() || line.lines().count() > 1) {
            throw new InvalidEventException("body", "is not one line, send a line for each note");
        }
        return new Event(new Lane(CHANNEL, key), "line", text, null);
    }
}
