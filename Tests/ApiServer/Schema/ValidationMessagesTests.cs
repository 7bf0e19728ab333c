using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.Tests.ApiServer.Schema;

/// <summary>The messages are those of kube-apiserver 1.34.9 for the same kind and objects, recorded over its REST API.</summary>
public sealed class ValidationMessagesTests
{
    // How the API server says that errors kept the rules from running.
    private const string RulesNotChecked =
        "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; "
        + "correct the existing errors to complete validation";

    [Theory]
    [InlineData("""{}""", """[spec: Invalid value: 1: spec in body should have at least 2 properties, spec.name: Required value, spec.zed: Required value, <rules>]""")]
    [InlineData("""{"name": "abc"}""", """[spec.zed: Required value, <rules>]""")]
    [InlineData("""[]""", """[spec: Invalid value: "array": spec in body must be of type object: "array", <rules>]""")]
    [InlineData(""" "x" """, """[spec: Invalid value: "string": spec in body must be of type object: "string", <rules>]""")]
    [InlineData("""{"name": "a", "zed": 5}""", """spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long""")]
    [InlineData("""{"name": "abcdef", "zed": 5}""", """[spec.name: Too long: may not be more than 5 bytes, <rules>]""")]
    [InlineData("""{"name": "äöüäöü", "zed": 5}""", """[spec.name: Too long: may not be more than 5 bytes, <rules>]""")]
    [InlineData("""{"name": "AB", "zed": 5}""", """spec.name: Invalid value: "AB": spec.name in body should match '^[a-z]+$'""")]
    [InlineData("""{"name": 5, "zed": 5}""", """[spec.name: Invalid value: "integer": spec.name in body must be of type string: "integer", <rules>]""")]
    [InlineData("""{"name": null, "zed": 5}""", """[spec.name: Required value, <rules>]""")]
    [InlineData("""{"name": true, "zed": 5}""", """[spec.name: Invalid value: "boolean": spec.name in body must be of type string: "boolean", <rules>]""")]
    [InlineData("""{"name": [], "zed": 5}""", """[spec.name: Invalid value: "array": spec.name in body must be of type string: "array", <rules>]""")]
    [InlineData("""{"name": {}, "zed": 5}""", """[spec.name: Invalid value: "object": spec.name in body must be of type string: "object", <rules>]""")]
    [InlineData("""{"name": 1.5, "zed": 5}""", """[spec.name: Invalid value: "number": spec.name in body must be of type string: "number", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 2}""", """spec.zed: Invalid value: 2: spec.zed in body should be greater than or equal to 3""")]
    [InlineData("""{"name": "abc", "zed": 10}""", """spec.zed: Invalid value: 10: spec.zed in body should be less than or equal to 9""")]
    [InlineData("""{"name": "abc", "zed": "s"}""", """[spec.zed: Invalid value: "string": spec.zed in body must be of type integer: "string", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5.5}""", """[spec.zed: Invalid value: "number": spec.zed in body must be of type integer: "number", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 99999999999999999999}""", """[spec.zed: Invalid value: "number": spec.zed in body must be of type integer: "number", spec.zed: Invalid value: 1e+20: spec.zed in body should be less than or equal to 9, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "ex": 3}""", """spec.ex: Invalid value: 3: spec.ex in body should be greater than 3""")]
    [InlineData("""{"name": "abc", "zed": 5, "ex": 9}""", """spec.ex: Invalid value: 9: spec.ex in body should be less than 9""")]
    [InlineData("""{"name": "abc", "zed": 5, "mul": 7}""", """spec.mul: Invalid value: 7: spec.mul in body should be a multiple of 5""")]
    [InlineData("""{"name": "abc", "zed": 5, "num": 0.1}""", """spec.num: Invalid value: 0.1: spec.num in body should be greater than or equal to 0.5""")]
    [InlineData("""{"name": "abc", "zed": 5, "num": "x"}""", """[spec.num: Invalid value: "string": spec.num in body must be of type number: "string", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "en": "c"}""", """[spec.en: Unsupported value: "c": supported values: "a", "b", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "en": 5}""", """[spec.en: Invalid value: "integer": spec.en in body must be of type string: "integer", spec.en: Unsupported value: 5: supported values: "a", "b", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "eni": 3}""", """[spec.eni: Unsupported value: 3: supported values: "1", "2", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "b": "x"}""", """[spec.b: Invalid value: "string": spec.b in body must be of type boolean: "string", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "b": 1}""", """[spec.b: Invalid value: "integer": spec.b in body must be of type boolean: "integer", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "list": []}""", """spec.list: Invalid value: 0: spec.list in body should have at least 1 items""")]
    [InlineData("""{"name": "abc", "zed": 5, "list": ["a", "b", "c"]}""", """[spec.list: Too many: 3: must have at most 2 items, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "list": [1]}""", """[spec.list[0]: Invalid value: "integer": spec.list[0] in body must be of type string: "integer", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "list": "x"}""", """[spec.list: Invalid value: "string": spec.list in body must be of type array: "string", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "list": {}}""", """[spec.list: Invalid value: "object": spec.list in body must be of type array: "object", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "set": ["a", "b", "a"]}""", """spec.set[2]: Duplicate value: "a" """)]
    [InlineData("""{"name": "abc", "zed": 5, "map": [{"k": "a"}, {"k": "a"}]}""", """spec.map[1]: Duplicate value: {"k":"a","p":1}""")]
    [InlineData("""{"name": "abc", "zed": 5, "map": [{"k": "a"}, {"k": "a", "p": 1}]}""", """spec.map[1]: Duplicate value: {"k":"a","p":1}""")]
    [InlineData("""{"name": "abc", "zed": 5, "map": [{"p": 1}]}""", """[spec.map[0].k: Required value, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "map": [null]}""", """[spec.map[0]: Invalid value: "null": spec.map[0] in body must be of type object: "null", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "ios": true}""", """[spec.ios: Invalid value: "boolean": spec.ios in body must be of type integer,string: "boolean", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "ios": 1.5}""", """[spec.ios: Invalid value: "number": spec.ios in body must be of type integer,string: "number", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "emb": {}}""", """[spec.emb.apiVersion: Required value, spec.emb.kind: Required value, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "labels": {"a": "b", "c": 5}}""", """[spec.labels.c: Invalid value: "integer": spec.labels.c in body must be of type string: "integer", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "labels": {"a": "long"}}""", """[spec.labels.a: Too long: may not be more than 3 bytes, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "labels": {"a.b/c": "long"}}""", """[spec.labels.a.b/c: Too long: may not be more than 3 bytes, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "nul": 5}""", """[spec.nul: Invalid value: "integer": spec.nul in body must be of type string: "integer", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "date": "x"}""", """[spec.date: Invalid value: "x": spec.date in body must be of type date-time: "x", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "ip": "x"}""", """[spec.ip: Invalid value: "x": spec.ip in body must be of type ipv4: "x", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "by": "x!"}""", """[spec.by: Invalid value: "x!": spec.by in body must be of type byte: "x!", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "dur": "x"}""", """[spec.dur: Invalid value: "x": spec.dur in body must be of type duration: "x", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "cidr": "1.2.3.4"}""", """[spec.cidr: Invalid value: "1.2.3.4": spec.cidr in body must be of type cidr: "1.2.3.4", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "one": {}}""", """[<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none valid, spec.one.a: Required value, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "one": {"a": "1", "b": "2"}}""", """<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives""")]
    [InlineData("""{"name": "abc", "zed": 5, "anyo": {}}""", """[<nil>: Invalid value: "": "spec.anyo" must validate at least one schema (anyOf), spec.anyo.a: Required value, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "all": {}}""", """[spec.all.a: Required value, <nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf). None validated, <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "no": "x"}""", """<nil>: Invalid value: "": "spec.no" must not validate the schema (not)""")]
    [InlineData("""{"name": "abc", "zed": 5, "cel": 9}""", """spec.cel: Invalid value: "integer": must be below 5""")]
    [InlineData("""{"name": "abc", "zed": 5, "celnm": 9}""", """spec.celnm: Invalid value: "integer": failed rule: self < 5""")]
    [InlineData("""{"name": "abc", "zed": 5, "celme": 9}""", """spec.celme: Forbidden: got too many""")]
    [InlineData("""{"name": "abc", "zed": 5, "celobj": {"a": 3, "b": 1}}""", """spec.celobj.a: Invalid value: "object": a below b""")]
    [InlineData("""{"name": "abc", "zed": 5, "celobj": {"a": -1}}""", """[spec.celobj: Invalid value: "object": no such key: b evaluating rule: a below b, spec.celobj: Invalid value: "object": failed rule: self.a > 0]""")]
    [InlineData("""{"name": "abc", "zed": 5, "celobj": {"a": 0, "b": 1}}""", """spec.celobj: Invalid value: "object": failed rule: self.a > 0""")]
    [InlineData("""{"name": "abc", "zed": 5, "celdup": ["ok", "bad"]}""", """spec.celdup[1]: Invalid value: "string": no bad""")]
    [InlineData("""{"name": "abc", "zed": 5, "conn": "x"}""", """spec.conn: Invalid value: "string": type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: sec""")]
    [InlineData("""{"name": "abc", "zed": 5, "conn": "0s"}""", """spec.conn: Invalid value: "string": sec""")]
    [InlineData("""{"name": "abc", "zed": 5, "conn": 5}""", """[spec.conn: Invalid value: "integer": spec.conn in body must be of type string: "integer", <rules>]""")]
    [InlineData("""{"name": "abc", "zed": 5, "cel": "s"}""", """[spec.cel: Invalid value: "string": spec.cel in body must be of type integer: "string", <rules>]""")]
    public void Refuses_an_object_in_the_words_of_the_API_server(string spec, string expected)
    {
        var thing = ThingSchema.Thing(spec);
        ThingSchema.Schema.Prune(thing);
        ThingSchema.Schema.ApplyDefaults(thing);

        var errors = ThingSchema.Schema.Validate(thing, null);

        Assert.Equal(expected.Trim().Replace("<rules>", RulesNotChecked), FieldError.Join(errors));
    }
}
