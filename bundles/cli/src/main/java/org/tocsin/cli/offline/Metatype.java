// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads descriptions of settings as the OSGi Metatype Service has them in XML. */
final class Metatype {

    private final Map<String, Map<String, Description.Key>> classes = new HashMap<>();
    private final Map<String, String> classOfPid = new LinkedHashMap<>();
    private final Map<String, Boolean> factories = new HashMap<>();
    private String ocd = "";
    private String pid = "";
    private @Nullable String ad;

    private Metatype() {}

    /** The descriptions of one document, without their checks. */
    static List<Description> read(InputStream xml) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Metatype metatype = new Metatype();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(xml);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    metatype.element(reader);
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("line " + e.getLocation().getLineNumber() + " is no XML", e);
        }
        return metatype.descriptions();
    }

    private void element(XMLStreamReader at) {
        switch (at.getLocalName()) {
            case "OCD" -> {
                ocd = text(at, "id", "");
                classes.put(ocd, new LinkedHashMap<>());
            }
            case "AD" -> {
                String name = text(at, "id", "");
                ad = name;
                String type = text(at, "type", "String");
                keys().put(
                                name,
                                new Description.Key(
                                        name,
                                        type,
                                        type.equals("Password"),
                                        standard(at),
                                        at.getAttributeValue(null, "min"),
                                        at.getAttributeValue(null, "max"),
                                        new ArrayList<>()));
            }
            case "Option" -> {
                Description.Key key = keys().get(ad == null ? "" : ad);
                if (key != null) {
                    key.options().add(text(at, "value", ""));
                }
            }
            case "Designate" -> {
                String several = text(at, "factoryPid", "");
                pid = several.isEmpty() ? text(at, "pid", "") : several;
                factories.put(pid, !several.isEmpty());
            }
            case "Object" -> classOfPid.put(pid, text(at, "ocdref", ""));
            default -> {
                // icons, translations: nothing to check
            }
        }
    }

    private Map<String, Description.Key> keys() {
        return classes.computeIfAbsent(ocd, id -> new LinkedHashMap<>());
    }

    private List<Description> descriptions() {
        List<Description> descriptions = new ArrayList<>();
        classOfPid.forEach((of, type) -> descriptions.add(
                new Description(of, factories.getOrDefault(of, false), classes.getOrDefault(type, Map.of()), null)));
        return descriptions;
    }

    /** Metatype escapes blanks, commas and backslashes of a default by a backslash; no default and not required: empty. */
    private static @Nullable String standard(XMLStreamReader at) {
        String standard = at.getAttributeValue(null, "default");
        if (standard == null) {
            return text(at, "required", "true").equals("false") ? "" : null;
        }
        return standard.replaceAll("\\\\(.)", "$1");
    }

    private static String text(XMLStreamReader at, String attribute, String missing) {
        String value = at.getAttributeValue(null, attribute);
        return value == null ? missing : value;
    }
}
