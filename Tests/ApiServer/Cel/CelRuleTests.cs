using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Cel;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.Tests.ApiServer.Cel;

public sealed class CelRuleTests
{
    private const string Self = """
    {"n": 5, "f": 1.5, "t": "hello world", "b": true, "l": [1, 2, 3], "e": [], "o": {"a": 1}, "u": null,
     "names": ["b", "a"], "d": "90s", "namespace": "x", "a-b": 7, "items": [{"k": "x", "v": 1}, {"k": "y", "v": 2}]}
    """;

    [Theory]
    [InlineData("self.n == 5 && self.f > 1.0 && self.n < 5.5")]
    [InlineData("self.n + 2 * 3 == 11 && (self.n + 2) * 3 == 21 && -self.n == -5 && 7 % 4 == 3 && 7 / 2 == 3")]
    [InlineData("self.t.startsWith('hello') && self.t.endsWith(\"world\") && self.t.contains('o w') && self.t.matches('^h.*d$')")]
    [InlineData("size(self.t) == 11 && self.t.size() == 11 && size(self.l) == 3 && self.o.size() == 1")]
    [InlineData("2 in self.l && !(4 in self.l) && 'a' in self.o && !('z' in self.o)")]
    [InlineData("has(self.o.a) && !has(self.o.z) && has(self.u)")]
    [InlineData("self.l.all(x, x > 0) && self.l.exists(x, x == 2) && self.l.exists_one(x, x == 2)")]
    [InlineData("self.l.map(x, x * 2) == [2, 4, 6] && self.l.filter(x, x != 2) == [1, 3] && self.l.map(x, x > 1, x) == [2, 3]")]
    [InlineData("self.e.all(x, x > 100) && !self.e.exists(x, true)")]
    [InlineData("self.items.all(i, self.items.exists_one(j, j.k == i.k))")]
    [InlineData("self.o.all(k, self.o[k] == 1) && self.l[0] == 1 && self.o['a'] == 1")]
    [InlineData("self.b ? self.n == 5 : self.nothing == 1")]
    [InlineData("true || self.nothing == 1")]
    [InlineData("self.nothing == 1 || true")]
    [InlineData("!(self.nothing == 1 && false)")]
    [InlineData("duration(self.d).getSeconds() == 90 && duration('1h30m') == duration('90m') && duration('1.5s').getMilliseconds() == 1500")]
    [InlineData("duration('2m') - duration('30s') == duration('90s') && duration('1s') < duration('1m')")]
    [InlineData("timestamp('2026-01-02T03:04:05Z').getFullYear() == 2026 && timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z') == duration('24h')")]
    [InlineData("int('5') == self.n && string(5) == '5' && double(1) == 1.0 && string(true) == 'true' && uint(3) == 3u")]
    [InlineData("type(self.n) == int && type(self.t) == string && type(self.l) == list && type(self.u) == null_type")]
    [InlineData("self.__namespace__ == 'x' && self.a__dash__b == 7 && self.u == null")]
    [InlineData("{'a': 1, 'b': [2]}.b == [2] && {'a': 1} == {'a': 1.0}")]
    [InlineData("'\\x41\\u00e4' == 'Aä' && size('\\n') == 1 && r'\\d' == '\\\\d' && \"\"\"x\"y\"\"\" == 'x\"y'")]
    [InlineData("self.names.isSorted() == false && ['a','b'].isSorted() && self.l.sum() == 6 && self.l.max() == 3 && self.l.min() == 1")]
    [InlineData("'A-b'.lowerAscii() == 'a-b' && 'a,b'.split(',') == ['a','b'] && ['a','b'].join('-') == 'a-b' && 'abc'.substring(1,2) == 'b' && 'abc'.indexOf('c') == 2 && 'aXa'.replace('X','b') == 'aba'")]
    [InlineData("isIP('10.0.0.1') && isIP('fe80::1') && !isIP('10.0.0') && isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0')")]
    [InlineData("0x10 == 16 && 1e3 == 1000.0 && -9223372036854775808 < 0 // a remark")]
    public void Holds(string rule) => Assert.Empty(Check(rule));

    [Theory]
    [InlineData("self.n > 5", "failed rule: self.n > 5")]
    [InlineData("self.z == 1", "no such key: z evaluating rule: self.z == 1")]
    [InlineData("self.n == 5 && self.z", "no such key: z evaluating rule: self.n == 5 && self.z")]
    [InlineData("self.n / 0 == 1", "division by zero evaluating rule: self.n / 0 == 1")]
    [InlineData("self.l[7] == 1", "index out of bounds: 7 evaluating rule: self.l[7] == 1")]
    [InlineData("self.n + 'a' == 'b'", "no such overload evaluating rule: self.n + 'a' == 'b'")]
    [InlineData("9223372036854775807 + self.n > 0", "integer overflow evaluating rule: 9223372036854775807 + self.n > 0")]
    [InlineData("duration(self.t) > duration('1s')", "type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: duration(self.t) > duration('1s')")]
    [InlineData("duration('9000000000000000000h') > duration('1s')", "type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: duration('9000000000000000000h') > duration('1s')")]
    [InlineData("self.t.matches('(')", "error parsing regexp: `(` evaluating rule: self.t.matches('(')")]
    public void Fails_with_a_reason(string rule, string expected) =>
        Assert.Equal($"spec: Invalid value: \"object\": {expected}", FieldError.Join(Check(rule)));

    [Theory]
    [InlineData("self.n >", "ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>'")]
    [InlineData("self.n === 5", "ERROR: <input>:1:10: Syntax error: token recognition error at: '='")]
    [InlineData("foo == 1", "ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')")]
    [InlineData("self.frob()", "ERROR: <input>:1:6: undeclared reference to 'frob' (in container '')")]
    [InlineData("true &&\n  has(self)", "ERROR: <input>:2:3: invalid argument to has() macro")]
    [InlineData("(self.n", "ERROR: <input>:1:8: Syntax error: mismatched input '<EOF>' expecting ')'")]
    [InlineData("'abc", "ERROR: <input>:1:1: Syntax error: the text has no end")]
    [InlineData("", "ERROR: <input>:1:1: Syntax error: mismatched input '<EOF>'")]
    public void Tells_where_an_expression_is_wrong(string rule, string expected) =>
        Assert.Equal(expected, CelProgram.Compile(rule).Error);

    [Fact]
    public void Ends_an_expression_that_costs_too_much()
    {
        var list = "[" + string.Join(',', Enumerable.Range(0, 200)) + "]";
        var rule = $"{list}.all(a, {list}.all(b, {list}.all(c, a + b + c >= 0)))";

        var error = Assert.Single(Check(rule));

        Assert.Contains("actual cost limit exceeded", error.Message);
    }

    [Theory]
    [InlineData(251, '(')]
    [InlineData(10_000, '!')]
    [InlineData(10_000, '-')]
    public void Refuses_expressions_too_deep_for_the_stack(int depth, char opening) =>
        Assert.Contains("recursion limit exceeded", CelProgram.Compile(new string(opening, depth) + "self").Error);

    [Fact]
    public void Refuses_chains_too_long_for_the_stack() =>
        Assert.Contains("more than 2000 operators",
            CelProgram.Compile(string.Join('+', Enumerable.Repeat("1", 100_000)) + " > 0").Error);

    [Fact]
    public void A_rule_that_speaks_of_the_past_runs_on_updates_only()
    {
        var schema = Schema("self.n >= oldSelf.n");
        var five = Item("""{"n": 5}""");
        var four = Item("""{"n": 4}""");

        Assert.Empty(schema.Validate(four, null));
        Assert.Empty(schema.Validate(five, four));
        Assert.Equal("spec: Invalid value: \"object\": failed rule: self.n >= oldSelf.n",
            FieldError.Join(schema.Validate(four, five)));
    }

    [Fact]
    public void A_rule_with_an_optional_past_runs_on_creation_too()
    {
        var schema = Schema("oldSelf.hasValue() ? self.n > oldSelf.value().n : self.n == 0", "\"optionalOldSelf\": true");

        Assert.Empty(schema.Validate(Item("""{"n": 0}"""), null));
        Assert.Empty(schema.Validate(Item("""{"n": 1}"""), Item("""{"n": 0}""")));
        Assert.Single(schema.Validate(Item("""{"n": 1}"""), null));
    }

    [Fact]
    public void A_rule_that_does_not_compile_is_reported_with_its_place()
    {
        var error = Assert.Single(Schema("self.n >").RuleErrors());

        Assert.Equal("properties[spec].x-kubernetes-validations[0].rule", error.Field);
        Assert.Contains("compilation failed: ERROR: <input>:1:9", error.Message);
    }

    private static IReadOnlyList<FieldError> Check(string rule) => Schema(rule).Validate(Item(Self), null);

    private static StructuralSchema Schema(string rule, string more = "\"message\": \"\"")
    {
        var validation = (JsonObject)JsonNode.Parse($"{{{more}}}")!;
        validation.Remove("message");
        validation["rule"] = rule;
        return StructuralSchema.Parse(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["type"] = "object",
                    ["x-kubernetes-preserve-unknown-fields"] = true,
                    ["x-kubernetes-validations"] = new JsonArray(validation),
                },
            },
        });
    }

    private static JsonObject Item(string spec) => new() { ["spec"] = JsonNode.Parse(spec) };
}
