// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Cases written in Java, with single quotes for double ones and backticks for single ones. */
final class Written {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Written() {}

    /** A text that begins with "A:" stands for the ARN of that method in the account of the cases. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace("'A:", "'arn:aws:execute-api:eu-west-1:111111111111:")
                    .replace('\'', '"')
                    .replace('`', '\''));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
