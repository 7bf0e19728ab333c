using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>One answer of the server.</summary>
internal sealed record ApiReply(int Code, string Text, string Warnings)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    public string Message => (string?)Json["message"] ?? "";

    public string Version => (string)Json["metadata"]!["resourceVersion"]!;

    /// <summary>The object, when the code is the expected one; otherwise the test fails with the server's words.</summary>
    public JsonObject Expect(int code)
    {
        Assert.True(Code == code, $"expected {code}, got {Code}: {Text}");
        return Json;
    }
}
