// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Cbor;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CBOR as the examples of RFC 8949, appendix A, have it. */
class CborTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00|0",
                "1818|24",
                "1903e8|1000",
                "1a000f4240|1000000",
                "1b000000e8d4a51000|1000000000000",
                "29|-10",
                "3903e7|-1000",
                "f90000|0.0",
                "f93e00|1.5",
                "f9c400|-4.0",
                "fa47c35000|100000.0",
                "fb3ff199999999999a|1.1",
                "f4|false",
                "f5|true",
                "f6|null",
                "c11a514b67b0|1363896240",
                "6449455446|\"IETF\"",
                "62c3bc|\"ü\"",
                "7f657374726561646d696e67ff|\"streaming\"",
                "83010203|[1,2,3]",
                "9f018202039f0405ffff|[1,[2,3],[4,5]]",
                "a26161016162820203|{\"a\":1,\"b\":[2,3]}",
                "bf61610161629f0203ffff|{\"a\":1,\"b\":[2,3]}"
            })
    void whatTheStandardShowsIsRead(String hex, String json) {
        assertThat(Cbor.read(HEX.parseHex(hex)).toString()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "18", "62c3", "83", "9f01", "a1", "1c", "ff", "9b7fffffffffffffff", "7f01ff"})
    void whatIsCutShortIsRefused(String hex) {
        assertThatExceptionOfType(AwsError.class)
                .isThrownBy(() -> Cbor.read(HEX.parseHex(hex)))
                .withMessage("the body is not CBOR");
    }

    @Test
    void bytesOfAnySortAreReadOrRefused() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            try {
                assertThat(Cbor.read(bytes)).isNotNull();
            } catch (AwsError e) {
                assertThat(e.code()).isEqualTo("SerializationException");
            }
        }
    }

    @Test
    void whatIsWrittenIsReadAsItWas() throws JsonProcessingException {
        // given
        String json =
                "{\"a\":[0,23,24,255,256,65535,65536,4294967295,4294967296,-1,-25,-257],\"b\":{\"c\":1.25,\"d\":true,"
                        + "\"e\":null},\"f\":\"" + "long".repeat(100) + "\"}";

        // when, then
        assertThat(Cbor.read(Cbor.write(new ObjectMapper().readTree(json))).toString())
                .isEqualTo(json);
        var time = JsonNodeFactory.instance.pojoNode(Instant.ofEpochMilli(1_363_896_240_500L));
        assertThat(HEX.formatHex(Cbor.write(time))).isEqualTo("c1fb41d452d9ec200000");
    }
}
