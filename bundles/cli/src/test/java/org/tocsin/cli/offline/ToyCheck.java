// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plugin's check as another bundle brings it; loaded from a jar of its own, without the classes of this program. */
public final class ToyCheck {

    public String pid() {
        return "org.tocsin.toy";
    }

    public List<String> wrong(Map<String, String> values) {
        List<String> wrong = new ArrayList<>();
        if (!values.getOrDefault("pace", "1").matches("[0-9]+")) {
            wrong.add("org.tocsin.toy.cfg: pace: '" + values.get("pace") + "' is not a number, use one from 1 to 9");
        }
        if (values.getOrDefault("password", "").contains(" ")) {
            wrong.add("org.tocsin.toy.cfg: password: '" + values.get("password") + "' is not usable, use no blanks");
        }
        if (!values.getOrDefault("felix.fileinstall.filename", "").endsWith("/org.tocsin.toy.cfg")) {
            wrong.add("which file?");
        }
        ToyPart.check(values.getOrDefault("place", ""), wrong);
        if (values.containsKey("lane.boom")) {
            throw new IllegalStateException("a secret: " + values);
        }
        return wrong;
    }

    public boolean knows(String key) {
        return key.startsWith("lane.");
    }
}
