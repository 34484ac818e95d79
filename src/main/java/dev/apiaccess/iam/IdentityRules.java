// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;
import java.util.regex.Pattern;

/** What IAM demands of its own documents beyond the grammar: characters, Sids, the form of resources. */
final class IdentityRules {

    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]*");

    private IdentityRules() {}

    static void checkCharacters(String json) {
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean allowed = c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c <= '\u00ff');
            if (!allowed) {
                throw new PolicyFormatException(
                        "$: character U+%04X at offset %d; IAM takes tab, line ends and U+0020 to U+00FF"
                                .formatted((int) c, i));
            }
        }
    }

    static void check(PolicyDocument document) {
        List<Statement> statements = document.statements();
        for (int i = 0; i < statements.size(); i++) {
            String place = "$.Statement[" + i + "]";
            String sid = statements.get(i).sid();
            if (sid != null && !SID.matcher(sid).matches()) {
                throw new PolicyFormatException(place + ".Sid: \"" + sid + "\" may hold letters and digits only");
            }
            ResourceSet resources = statements.get(i).resources();
            if (resources != null) {
                resources.patterns().forEach(resource -> checkResource(place, resource));
            }
        }
    }

    private static void checkResource(String place, String resource) {
        if (!resource.equals("*") && !resource.startsWith("arn:")) {
            throw new PolicyFormatException(place + ".Resource: \"" + resource + "\" is neither an ARN nor \"*\"");
        }
    }
}
