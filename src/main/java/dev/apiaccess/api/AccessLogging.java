// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each call is logged.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "set one of format and customFormat, or neither for Json",
        value = "!has(self.format) || !has(self.customFormat)")
@ValidationRule(
        message =
                "logs hold no keys and no content of tokens: leave out identity.apiKey, identity.accessKey and authorizer.*; identity.apiKeyId is taken",
        value = "!has(self.customFormat) || !self.customFormat.matches(r'" + Syntax.REFUSED_VARIABLES + "')")
@ValidationRule(
        message = "API Gateway takes a format on one line, with $context.requestId or $context.extendedRequestId in it",
        value = """
        !has(self.customFormat) || (!self.customFormat.matches(r'[\\x00-\\x1f]') \
        && self.customFormat.matches(r'[$]context[.](requestId|extendedRequestId)([^A-Za-z]|$)'))""")
public record AccessLogging(
        @JsonPropertyDescription(
                "ARN of a log group of CloudWatch Logs, or of a Firehose stream whose name begins with amazon-apigateway-.")
        @Required
        @Size(max = Syntax.ARN_LENGTH)
        @Pattern(Syntax.LOG_DESTINATION)
        String destinationArn,

        @JsonPropertyDescription("A ready-made format: Json, Clf, Xml or Csv. Absent: Json.") @OrUnknown @Nullable
        AccessLogFormat format,

        @JsonPropertyDescription("A format of your own, with $context variables, in place of format.")
        @Size(min = 1, max = 3000)
        @Nullable
        String customFormat,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public AccessLogging {
        unknown = Absent.map(unknown);
    }
}
