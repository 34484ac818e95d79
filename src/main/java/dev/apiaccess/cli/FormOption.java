// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import picocli.CommandLine.Option;

/** How to answer, for commands that know text and JSON. */
final class FormOption {

    @Option(names = "-o", paramLabel = "text|json", description = "How to answer. Default: text.")
    private Form form = Form.text;

    Form form() {
        return form;
    }

    boolean isJson() {
        return form == Form.json;
    }
}
