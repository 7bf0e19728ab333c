using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Tests.Silo.Identity;

public sealed class AgentTokenKeyTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("metalorleans-tests-").FullName;

    private string KeyPath => Path.Combine(_directory, "agents", "token.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_token_proves_the_node_it_was_made_for()
    {
        var key = AgentTokenKey.LoadOrCreate(KeyPath);

        Assert.Equal("node-1.example", key.NodeOf(key.TokenFor("node-1.example")));
    }

    [Fact]
    public void The_key_survives_a_restart()
    {
        var token = AgentTokenKey.LoadOrCreate(KeyPath).TokenFor("node1");

        Assert.Equal("node1", AgentTokenKey.LoadOrCreate(KeyPath).NodeOf(token));
    }

    [Fact]
    public void A_token_with_another_node_written_into_it_proves_nothing()
    {
        var key = AgentTokenKey.LoadOrCreate(KeyPath);
        var mine = key.TokenFor("node1").Split('.');
        var others = key.TokenFor("node2").Split('.');

        Assert.Null(key.NodeOf($"{mine[0]}.{others[1]}.{mine[2]}"));
    }

    [Fact]
    public void A_token_of_another_key_proves_nothing()
    {
        var token = AgentTokenKey.LoadOrCreate(Path.Combine(_directory, "other.key")).TokenFor("node1");

        Assert.Null(AgentTokenKey.LoadOrCreate(KeyPath).NodeOf(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mo1")]
    [InlineData("mo1..")]
    [InlineData("mo1.!!!!.!!!!")]
    [InlineData("mo2.bm9kZTE.AAAA")]
    [InlineData("mo1.bm9kZTE.AAAA.AAAA")]
    public void What_is_not_a_token_proves_nothing(string text) =>
        Assert.Null(AgentTokenKey.LoadOrCreate(KeyPath).NodeOf(text));

    [Fact]
    public void Only_the_owner_may_read_the_key()
    {
        AgentTokenKey.LoadOrCreate(KeyPath);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public void A_damaged_key_file_is_named_with_the_remedy()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, "short");

        var failure = Assert.Throws<InvalidDataException>(() => AgentTokenKey.LoadOrCreate(KeyPath));

        Assert.Contains(KeyPath, failure.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", failure.Message, StringComparison.Ordinal);
    }
}
