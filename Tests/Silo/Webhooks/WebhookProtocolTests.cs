using System.Text.Json.Nodes;
using MetalOrleans.Silo.Webhooks;

namespace MetalOrleans.Tests.Silo.Webhooks;

/// <summary>Conversion over HTTPS, and what becomes of bodies that are no reviews.</summary>
public sealed class WebhookProtocolTests(WebhookFixture silo) : IClassFixture<WebhookFixture>
{
    [Theory] // C-097, O-086
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task Peers_are_converted_in_the_version_of_the_review_that_asks(string version)
    {
        var (code, text) = await silo.PostAsync("/convert", Conversion(
            version,
            """{"apiVersion":"metallb.io/v1beta1","kind":"BGPPeer","metadata":{"name":"a"},"spec":{"myASN":1,"peerPort":0}}""",
            """{"apiVersion":"metallb.io/v1beta2","kind":"BGPPeer","metadata":{"name":"b"},"spec":{"myASN":2}}"""));

        var answer = JsonNode.Parse(text)!;
        Assert.Equal(200, code);
        Assert.Equal($"apiextensions.k8s.io/{version}", (string)answer["apiVersion"]!);
        Assert.Equal(("u1", "Success"), ((string)answer["response"]!["uid"]!, (string)answer["response"]!["result"]!["status"]!));
        Assert.Equal(
            """[{"apiVersion":"metallb.io/v1beta2","kind":"BGPPeer","metadata":{"name":"a"},"spec":{"myASN":1}},"""
            + """{"apiVersion":"metallb.io/v1beta2","kind":"BGPPeer","metadata":{"name":"b"},"spec":{"myASN":2}}]""",
            answer["response"]!["convertedObjects"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"apiVersion":"metallb.io/v1beta1","kind":"Community"}""", "cannot convert Community from metallb.io/v1beta1")]
    [InlineData("7", "an entry of request.objects is no object")]
    public async Task What_has_no_other_version_fails_the_whole_conversion(string item, string start)
    {
        var (code, text) = await silo.PostAsync("/convert", Conversion("v1", item));

        var result = JsonNode.Parse(text)!["response"]!["result"]!;
        Assert.Equal((200, "Failure"), (code, (string)result["status"]!));
        Assert.StartsWith(start, (string)result["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/convert", "{")]
    [InlineData("/convert", "[]")]
    [InlineData("/convert", """{"apiVersion":"apiextensions.k8s.io/v1","kind":"ConversionReview"}""")]
    [InlineData("/convert", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u"}}""")]
    [InlineData("/validate-metallb-io-v1beta1-community", "")]
    [InlineData("/validate-metallb-io-v1beta1-community", """{"kind":"AdmissionReview","kind":"AdmissionReview"}""")]
    [InlineData("/validate-metallb-io-v1beta1-community", """{"apiVersion":"admission.k8s.io/v2","kind":"AdmissionReview","request":{"uid":"u"}}""")]
    [InlineData("/validate-metallb-io-v1beta1-community", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":7}}""")]
    public async Task What_is_no_review_is_a_bad_request(string path, string body)
    {
        var (code, text) = await silo.PostAsync(path, body);

        Assert.Equal(400, code);
        Assert.StartsWith("the body is no ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE")]
    [InlineData("UPDATE")]
    public async Task A_review_without_an_object_is_refused(string operation)
    {
        var (code, text) = await silo.PostAsync(
            "/validate-metallb-io-v1beta1-community",
            $$$"""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"{{{operation}}}"}}""");

        Assert.Equal(200, code);
        Assert.Equal(400, (int)JsonNode.Parse(text)!["response"]!["status"]!["code"]!);
    }

    [Fact]
    public async Task Webhooks_answer_on_their_own_port_only()
    {
        using var elsewhere = new HttpClient { BaseAddress = silo.HealthServer };

        foreach (var path in AdmissionWebhook.All.Select(webhook => webhook.Path).Append("/convert"))
        {
            Assert.Equal(404, (await silo.PostAsync(path, "{}", elsewhere)).Code);
        }
    }

    [Fact] // O-080 to O-085
    public void The_six_webhooks_of_MetalLBs_kinds_bear_the_names_of_both_packagings_and_ours_are_like_them()
    {
        Assert.Equal(
            ["bfdprofiles", "bgpadvertisements", "bgppeers", "communities", "ipaddresspools", "l2advertisements"],
            Of(AdmissionWebhook.MetalLBGroup).Select(webhook => webhook.Plural).Order());
        Assert.All(
            Of(AdmissionWebhook.MetalLBGroup),
            webhook => Assert.EndsWith("validationwebhook.metallb.io", webhook.ChartName, StringComparison.Ordinal));
        Assert.Equal(
            [
                ("ipreservationvalidationwebhook.metalorleans.io", "/validate-metalorleans-io-v1alpha1-ipreservation"),
                ("poolpolicyvalidationwebhook.metalorleans.io", "/validate-metalorleans-io-v1alpha1-poolpolicy"),
            ],
            Of(AdmissionWebhook.OwnGroup).Select(webhook => (webhook.Name, webhook.Path)));
        Assert.Equal(
            [("bgppeersvalidationwebhook.metallb.io", "bgppeervalidationwebhook.metallb.io")],
            AdmissionWebhook.All.Where(webhook => webhook.Name != webhook.ChartName).Select(webhook => (webhook.Name, webhook.ChartName)));
    }

    private static IEnumerable<AdmissionWebhook> Of(string group) => AdmissionWebhook.All.Where(webhook => webhook.Group == group);

    private static string Conversion(string version, params string[] objects) =>
        $$$"""
        {"apiVersion":"apiextensions.k8s.io/{{{version}}}","kind":"ConversionReview",
         "request":{"uid":"u1","desiredAPIVersion":"metallb.io/v1beta2","objects":[{{{string.Join(',', objects)}}}]}}
        """;
}
