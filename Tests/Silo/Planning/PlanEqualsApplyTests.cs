using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Planning;
using MetalOrleans.Tests.Model;
using MetalOrleans.Tests.Silo.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.Silo.Planning;

/// <summary>What a plan says of random edits is what making them does.</summary>
public sealed class PlanEqualsApplyTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Kind", "Soak")]
    public Task The_plan_of_random_edits_is_what_comes_of_making_them() => ModelSeeds.RunAsync(output, count: 6, RunAsync);

    private static async Task RunAsync(int seed)
    {
        var dice = new ModelDice(seed);
        var world = new ModelWorld();
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var silo = await HostedSilo.StartAsync(server);
        var people = new ModelApi(silo.NewClient());
        await ApplyAsync(new ModelEdit { Namespace = "blue", Team = "x" });
        await ApplyAsync(new ModelEdit { Namespace = "red", Team = "y" });
        for (var round = 0; round < 40; round++)
        {
            var edits = Enumerable.Range(0, 1 + dice.Next(3)).SelectMany(_ => Take(dice, world)).ToList();
            var answer = silo.Parts.GetRequiredService<PlanEndpoint>().Answer(PlanReader.Read(ToBody(edits)));
            foreach (var edit in edits)
            {
                await people.ApplyAsync(edit);
                await silo.ComeToRestAsync();
            }

            AssertSame(answer, await people.StatusesAsync(world), $"Seed {seed}, round {round}: {string.Join("; ", edits)}");
        }

        async Task ApplyAsync(ModelEdit edit)
        {
            world.Apply(edit);
            await people.ApplyAsync(edit);
            await silo.ComeToRestAsync();
        }
    }

    /// <summary>The next edits, made in the model, as they will be made in the cluster.</summary>
    private static List<ModelEdit> Take(ModelDice dice, ModelWorld world)
    {
        var taken = new List<ModelEdit>();
        foreach (var edit in dice.Edits(world))
        {
            var normal = world.Normalize(edit);
            world.Apply(edit);
            taken.Add(normal);
        }

        return taken;
    }

    private static byte[] ToBody(IEnumerable<ModelEdit> edits) =>
        Encoding.UTF8.GetBytes(string.Join("\n---\n", edits.Select(ToDocument)));

    private static string ToDocument(ModelEdit edit) => edit switch
    {
        { Service: { } service } => Json(ModelApi.ToResource(service)),
        { Pool: { } pool } => Json(ModelApi.ToResource(pool)),
        { NoService: { } gone } =>
            $$"""{"delete":[{"kind":"Service","namespace":"{{gone.Split('/')[0]}}","name":"{{gone.Split('/')[1]}}"}]}""",
        { NoPool: { } gone } => $$"""{"delete":[{"kind":"IPAddressPool","name":"{{gone}}"}]}""",
        _ => Json(ModelApi.ToResource(edit.Namespace!, edit.Team!)),
    };

    private static string Json<T>(T resource)
        where T : class, IKubernetesResource<T> => Encoding.UTF8.GetString(KubernetesJson.ToUtf8(resource));

    private static void AssertSame(PlanAnswer answer, Dictionary<string, string[]> statuses, string story)
    {
        var planned = answer.Services.ToDictionary(entry => $"{entry.Namespace}/{entry.Name}");
        foreach (var (key, has) in statuses)
        {
            var after = planned.TryGetValue(key, out var entry) ? [.. entry.After] : Array.Empty<string>();
            Assert.True(
                after.SequenceEqual(has),
                $"{key}: planned {string.Join(',', after)} ({entry?.Outcome} {entry?.Reason} {entry?.Message}), got {string.Join(',', has)}. {story}");
        }

        Assert.All(planned.Values.Where(entry => entry.Reason == "Deleted"), entry => Assert.DoesNotContain($"{entry.Namespace}/{entry.Name}", statuses));
    }
}
