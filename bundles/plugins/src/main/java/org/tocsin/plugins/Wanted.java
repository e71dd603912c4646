// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.api.Setting;
import org.tocsin.api.WrongSettingException;

/**
 * A plugin that shall be there.
 *
 * @param name of a feature
 * @param version the one that is meant; empty for the highest there is
 */
record Wanted(String name, String version) {

    private static final String FILE = Config.PID + ".cfg";
    private static final String KEY = "features";

    /** Names as people give them; blanks, quotes and the like are typing errors. */
    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z0-9][A-Za-z0-9._-]{0,99})(?:/([0-9]{1,9}(?:\\.[0-9]{1,9}){0,2}(?:[.-][A-Za-z0-9_-]{1,50})?))?");

    /**
     * Reads a list of names. One that is wrong does not keep the others from coming.
     *
     * @param wrong told of each wrong name
     */
    static List<Wanted> list(String features, Consumer<WrongSettingException> wrong) {
        Map<String, Wanted> byName = new LinkedHashMap<>();
        for (String part : features.split(",", -1)) {
            Setting setting = Setting.of(FILE, KEY, part);
            if (setting.text().isEmpty()) {
                continue;
            }
            try {
                Wanted wanted = of(setting);
                Wanted other = byName.putIfAbsent(wanted.name(), wanted);
                if (other != null && !other.equals(wanted)) {
                    throw setting.isNot("the only version", "one of it; " + other + " is wanted, too");
                }
            } catch (WrongSettingException e) {
                wrong.accept(e);
            }
        }
        return new ArrayList<>(byName.values());
    }

    private static Wanted of(Setting setting) {
        Matcher form = FORM.matcher(setting.text());
        if (!form.matches()) {
            throw setting.isNot(
                    "the name of a feature",
                    "names such as tocsin-example or tocsin-example/1.2.0, with commas between (see 'tocsin plugin"
                            + " list')");
        }
        return new Wanted(form.group(1), form.group(2) == null ? "" : form.group(2));
    }

    /** As it is written. */
    @Override
    public String toString() {
        return version.isEmpty() ? name : name + '/' + version;
    }
}
