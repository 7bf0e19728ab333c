using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Tests.Kubernetes.Resources;

public sealed class RoundTripTests
{
    public static TheoryData<Type> Replaceable => [.. typeof(Service).Assembly.GetTypes().Where(IsReplaceable).OrderBy(type => type.Name)];

    // The property behind every update of an object: what we do not know, we do not lose.
    [Theory]
    [MemberData(nameof(Replaceable))]
    public void Reading_and_writing_back_loses_nothing_at_any_level(Type kind)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var drawn = new RandomJson(new Random(seed)).Draw(kind).AsObject();

            var written = JsonNode.Parse(RoundTrip(kind, drawn.ToJsonString()))!.AsObject();

            // Kind and version are filled in where the list of a server left them out.
            drawn.TryAdd("apiVersion", written["apiVersion"]!.DeepClone());
            drawn.TryAdd("kind", written["kind"]!.DeepClone());
            FillIn(drawn, written);
            Assert.True(JsonNode.DeepEquals(drawn, written), $"seed {seed}:\n{drawn.ToJsonString()}\n{written.ToJsonString()}");
        }
    }

    [Theory]
    [MemberData(nameof(Replaceable))]
    public void Every_type_inside_an_object_that_is_written_back_keeps_unknown_fields(Type kind)
    {
        var lossy = Reachable(kind, []).Where(type => !type.GetProperties().Any(IsExtensionData));

        Assert.Empty(lossy);
    }

    [Fact]
    public void Kinds_that_would_lose_fields_cannot_be_replaced()
    {
        var all = typeof(Service).Assembly.GetTypes().Where(type => type.IsClass && typeof(IKubernetesResource).IsAssignableFrom(type));

        Assert.Equal(
            ["CustomResourceDefinition", "EndpointSlice", "Node", "Pod", "SubjectAccessReview", "TokenReview", "ValidatingWebhookConfiguration"],
            all.Where(type => !IsReplaceable(type)).Select(type => type.Name).Order());
    }

    [Fact]
    public void Field_ownership_is_read_over_and_not_written()
    {
        var text = """{"metadata":{"name":"a","managedFields":[{"manager":"kubectl","fieldsV1":{"f:spec":{}}}],"labels":{"x":"y"}}}""";

        var service = KubernetesJson.FromUtf8<Service>(Encoding.UTF8.GetBytes(text));

        Assert.Equal("y", service.Metadata.Labels!["x"]);
        Assert.DoesNotContain("managedFields", Encoding.UTF8.GetString(KubernetesJson.ToUtf8(service)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-05-01T10:20:30Z", "2026-05-01T10:20:30Z", "2026-05-01T10:20:30.000000Z")]
    [InlineData("2026-05-01T12:20:30.5+02:00", "2026-05-01T10:20:30Z", "2026-05-01T10:20:30.500000Z")]
    public void Times_are_written_in_UTC_whole_seconds_or_six_digits(string read, string time, string microTime)
    {
        var text = $$$"""{"metadata":{"name":"a","creationTimestamp":"{{{read}}}"},"spec":{"renewTime":"{{{read}}}","acquireTime":null}}""";

        var written = JsonNode.Parse(KubernetesJson.ToUtf8(KubernetesJson.FromUtf8<Lease>(Encoding.UTF8.GetBytes(text))))!;

        Assert.Equal(time, (string?)written["metadata"]!["creationTimestamp"]);
        Assert.Equal(microTime, (string?)written["spec"]!["renewTime"]);
        Assert.Null(written["spec"]!["acquireTime"]);
    }

    [Fact]
    public void Printed_token_reviews_do_not_show_the_token()
    {
        var review = new TokenReview { Spec = new TokenReviewSpec { Token = "top-secret", Audiences = ["metalorleans"] } };

        Assert.DoesNotContain("top-secret", review.ToString(), StringComparison.Ordinal);
    }

    private static string RoundTrip(Type kind, string text)
    {
        var method = typeof(RoundTripTests).GetMethod(nameof(RoundTripOf), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (string)method.MakeGenericMethod(kind).Invoke(null, [text])!;
    }

    private static string RoundTripOf<T>(string text)
        where T : class, IKubernetesResource<T> =>
        Encoding.UTF8.GetString(KubernetesJson.ToUtf8(KubernetesJson.FromUtf8<T>(Encoding.UTF8.GetBytes(text))));

    /// <summary>Members that are no reference always have a value: absent means their default, and that is what is written.</summary>
    private static void FillIn(JsonNode drawn, JsonNode written)
    {
        if (drawn is JsonObject left && written is JsonObject right)
        {
            foreach (var (name, value) in right.ToList())
            {
                if (!left.ContainsKey(name) && IsDefault(value))
                {
                    left[name] = value!.DeepClone();
                }
                else if (left[name] is { } inner && value is not null)
                {
                    FillIn(inner, value);
                }
            }
        }
        else if (drawn is JsonArray leftItems && written is JsonArray rightItems && leftItems.Count == rightItems.Count)
        {
            for (var i = 0; i < leftItems.Count; i++)
            {
                if (leftItems[i] is { } item && rightItems[i] is { } other)
                {
                    FillIn(item, other);
                }
            }
        }
    }

    private static bool IsDefault(JsonNode? value) => value switch
    {
        JsonValue text when text.TryGetValue<string>(out var s) => s.Length == 0,
        JsonValue number when number.TryGetValue<long>(out var n) => n == 0,
        JsonObject { Count: 0 } => true,
        _ => false,
    };

    private static HashSet<Type> Reachable(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments())
            {
                Reachable(argument, seen);
            }
        }
        else if (type.Namespace == typeof(Service).Namespace && type != typeof(DroppedValue) && seen.Add(type))
        {
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                Reachable(property.PropertyType, seen);
            }
        }

        return seen;
    }

    private static bool IsExtensionData(PropertyInfo property) => property.IsDefined(typeof(JsonExtensionDataAttribute));

    private static bool IsReplaceable(Type type) => type.IsClass && type.GetInterfaces()
        .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IReplaceableResource<>));
}
