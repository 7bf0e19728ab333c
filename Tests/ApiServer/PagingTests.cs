using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer;

public sealed class PagingTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Pages_show_one_state_whatever_is_written_meanwhile()
    {
        await using var api = await ApiClient.StartAsync();
        await FillAsync(api);

        var first = (await api.GetAsync($"{Maps}?limit=2")).Expect(200);
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b2", "new"))).Expect(201);
        (await api.DeleteAsync($"{Maps}/d")).Expect(200);
        var token = Uri.EscapeDataString((string)first["metadata"]!["continue"]!);
        var second = (await api.GetAsync($"{Maps}?limit=2&continue={token}")).Expect(200);

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(3, (int)first["metadata"]!["remainingItemCount"]!);
        Assert.Equal(["c", "d"], Names(second));
        Assert.Equal((string)first["metadata"]!["resourceVersion"]!, (string)second["metadata"]!["resourceVersion"]!);
    }

    [Fact]
    public async Task An_expired_page_says_so_and_offers_to_go_on_from_the_present_state()
    {
        await using var api = await ApiClient.StartAsync();
        await FillAsync(api);
        var first = (await api.GetAsync($"{Maps}?limit=2")).Expect(200);
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b2", "new"))).Expect(201);
        api.Server.ForgetHistory();

        var expired = await api.GetAsync($"{Maps}?limit=9&continue={Uri.EscapeDataString((string)first["metadata"]!["continue"]!)}");
        var rest = (await api.GetAsync($"{Maps}?limit=9&continue={Uri.EscapeDataString((string)expired.Json["metadata"]!["continue"]!)}")).Expect(200);

        Assert.Equal(410, expired.Code);
        Assert.Equal("Expired", (string)expired.Json["reason"]!);
        Assert.Equal(["b2", "c", "d", "e"], Names(rest));
    }

    [Theory]
    [InlineData("labelSelector=show%20in%20(x,y)", "a,b")]
    [InlineData("labelSelector=show!=x", "b,c,d,e")]
    [InlineData("labelSelector=!show", "c,d,e")]
    [InlineData("fieldSelector=metadata.name%3Dc", "c")]
    [InlineData("fieldSelector=metadata.name!=c,metadata.name!=d", "a,b,e")]
    public async Task Selects(string query, string names)
    {
        await using var api = await ApiClient.StartAsync();
        await FillAsync(api);

        var list = (await api.GetAsync($"{Maps}?{query}")).Expect(200);

        Assert.Equal(names, string.Join(',', Names(list)));
    }

    [Fact]
    public async Task Refuses_a_state_that_does_not_exist_yet()
    {
        await using var api = await ApiClient.StartAsync();

        var refused = await api.GetAsync($"{Maps}?resourceVersion=999999");

        Assert.Equal(504, refused.Code);
        Assert.StartsWith("Timeout: Too large resource version: 999999", refused.Message, StringComparison.Ordinal);
    }

    private static async Task FillAsync(ApiClient api)
    {
        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1", "x"))).Expect(201);
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b", "1", "y"))).Expect(201);
        foreach (var name in new[] { "c", "d", "e" })
        {
            (await api.PostAsync(Maps, ApiClient.ConfigMap(name, "1"))).Expect(201);
        }
    }

    private static IEnumerable<string> Names(JsonObject list) => list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!);
}
