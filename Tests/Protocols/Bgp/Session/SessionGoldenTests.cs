using System.Text.Json.Nodes;
using MetalOrleans.Tests.Rules;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>
/// Every folder of <c>Tests/Golden/Bgp</c> is a story: <c>case.md</c> tells it, <c>settings.json</c> says who speaks,
/// <c>NN-input.jsonl</c> what happens and <c>NN-output.jsonl</c> what the session does about it.
/// </summary>
public sealed class SessionGoldenTests
{
    private const string Folder = "Tests/Golden/Bgp";

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, Folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_session_does_what_the_case_says(string name)
    {
        var folder = $"{Folder}/{name}";
        var file = Path.Combine(SourceTree.Root, folder, "settings.json");
        var settings = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : [];
        var story = new SessionStory(StorySettings.Read(settings, StorySettings.Default), StorySettings.ReadEndPoints(settings));
        Assert.True(File.Exists(Path.Combine(SourceTree.Root, folder, "case.md")), $"{folder} has no case.md.");

        var steps = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*-input.jsonl").Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(steps);
        foreach (var step in steps)
        {
            foreach (var line in File.ReadLines(step).Where(line => line.Length > 0))
            {
                story.Play(JsonNode.Parse(line)!.AsObject());
            }

            Golden.Check(
                $"{folder}/{Path.GetFileName(step).Replace("-input", "-output", StringComparison.Ordinal)}", story.TakeOutput());
        }
    }
}
