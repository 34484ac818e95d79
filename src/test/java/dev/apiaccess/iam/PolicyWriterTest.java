// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyWriterTest {

    @Test
    void writesTheShortestForm() {
        // given conditions of one operator that are apart in the model
        PolicyDocument document = PolicyDocument.of(new Statement(
                "aa1",
                Effect.ALLOW,
                PrincipalSet.aws("111111111111", "222222222222"),
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of("arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/", "*"),
                List.of(
                        Condition.of("StringEquals", "a", "1"),
                        Condition.of("Bool", "b", "true"),
                        Condition.of("stringEquals", "c", "x", "y\"z"))));

        // then
        assertThat(PolicyWriter.write(document)).isEqualTo("""
                        {"Version":"2012-10-17","Statement":[{"Sid":"aa1","Effect":"Allow",\
                        "Principal":{"AWS":["111111111111","222222222222"]},"Action":"execute-api:Invoke",\
                        "Resource":["arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/","*"],\
                        "Condition":{"StringEquals":{"a":"1","c":["x","y\\"z"]},"Bool":{"b":"true"}}}]}""");
    }

    @Test
    void whiteSpaceIsNotSize() {
        assertThat(PolicyWriter.managedPolicySize("{ \"a\" :\n\t\"b c\" }\r\n")).isEqualTo("{\"a\":\"bc\"}".length());
    }
}
