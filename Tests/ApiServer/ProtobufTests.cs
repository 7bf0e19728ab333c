using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>Bodies in Kubernetes' protobuf form: what is not read is refused, so that nothing is lost in silence.</summary>
public sealed class ProtobufTests
{
    private static byte[] ConfigMap(params byte[] more) =>
        [.. "k8s\0"u8, 0x0a, 15, 0x0a, 2, .. "v1"u8, 0x12, 9, .. "ConfigMap"u8, 0x12, (byte)(5 + more.Length), 0x0a, 3, 0x0a, 1, .. "c"u8, .. more];

    [Fact]
    public async Task Fields_that_nobody_set_are_passed_over()
    {
        // 2 data, and then zeros as Go sends them: 4 a number, 9 a text, 9 a message of nothing else.
        var (status, _) = await SendAsync(ConfigMap(0x12, 6, 0x0a, 1, 0x61, 0x12, 1, 0x62, 0x20, 0, 0x4a, 0, 0x4a, 4, 0x08, 0, 0x12, 0));

        Assert.Equal(201, status);
    }

    [Theory]
    [InlineData(new byte[] { 0x20, 1 }, "field 4 of ConfigMap is not read from protobuf: send it as JSON")]
    [InlineData(new byte[] { 0x4a, 2, 0x08, 1 }, "field 9 of ConfigMap is not read from protobuf: send it as JSON")]
    [InlineData(new byte[] { 0x4a, 3, 0x61, 0x62, 0x63 }, "field 9 of ConfigMap is not read from protobuf: send it as JSON")]
    [InlineData(new byte[] { 0x12, 60 }, "the protobuf message ends inside a field")]
    [InlineData(new byte[] { 0x13 }, "protobuf wire type 3 is not used by Kubernetes")]
    public async Task What_says_something_and_is_not_read_is_refused(byte[] more, string reason)
    {
        var (status, answer) = await SendAsync(ConfigMap(more));

        Assert.Equal(400, status);
        Assert.Contains(reason, (string)answer["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_kubectl_does_not_send_so_is_refused_with_the_remedy()
    {
        var (status, answer) = await SendAsync(
            [.. "k8s\0"u8, 0x0a, 10, 0x0a, 2, .. "v1"u8, 0x12, 4, .. "Node"u8, 0x12, 0]);

        Assert.Equal(400, status);
        Assert.Contains("Node in v1 is not read from protobuf: send it as JSON", (string)answer["message"]!, StringComparison.Ordinal);
    }

    private static async Task<(int Status, JsonNode Answer)> SendAsync(byte[] body)
    {
        await using var api = await ApiClient.StartAsync();
        using var http = new HttpClient { BaseAddress = api.Server.Address };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.kubernetes.protobuf");
        using var answer = await http.PostAsync(new Uri("/api/v1/namespaces/default/configmaps", UriKind.Relative), content);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
