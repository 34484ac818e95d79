// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArnTest {

    @Test
    void keepsColonsAfterTheFifth() {
        Arn arn = Arn.parse("arn:aws:execute-api:eu-west-1:111111111111:abc/prod/GET/a:b:");

        assertThat(arn).isEqualTo(new Arn("aws", "execute-api", "eu-west-1", "111111111111", "abc/prod/GET/a:b:"));
        assertThat(arn).hasToString("arn:aws:execute-api:eu-west-1:111111111111:abc/prod/GET/a:b:");
    }

    @Test
    void regionAndAccountMayBeEmpty() {
        assertThat(Arn.parse("arn:aws:s3:::bucket")).isEqualTo(new Arn("aws", "s3", "", "", "bucket"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', does not start",
        "bucket, does not start",
        "ARN:aws:s3:::b, does not start",
        "arn:aws:s3, has 3",
        "arn::s3:::b, partition is empty",
        "arn:aws::::b, service is empty",
        "arn:aws:s3:::, resource is empty",
    })
    void saysWhatIsWrong(String text, String problem) {
        assertThatIllegalArgumentException().isThrownBy(() -> Arn.parse(text)).withMessageContaining(problem);
        assertThat(Arn.tryParse(text)).isEmpty();
    }
}
