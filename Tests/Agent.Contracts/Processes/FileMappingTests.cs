using System.Text;
using MetalOrleans.Agent.Contracts.Processes;

namespace MetalOrleans.Tests.Agent.Contracts.Processes;

/// <summary>Lines as proc_pid_smaps(5) shows them: a mapping that could hold anything of the process's own is no program.</summary>
public sealed class FileMappingTests
{
    [Theory]
    [InlineData("7f0000001000-7f0000003000 r-xp 00012000 08:01 1234     /usr/lib/libc.so.6", true)]
    [InlineData("7f0000001000-7f0000003000 r--s 00000000 08:01 1234     /opt/with a space/A.dll", true)]
    [InlineData("7f0000001000-7f0000003000 r--p 00000000 08:01 1234     /usr/lib/libc.so.6", false)]
    [InlineData("7f0000001000-7f0000003000 rw-p 00000000 08:01 1234     /opt/A.dll", false)]
    [InlineData("7f0000001000-7f0000003000 rw-s 00000000 08:01 1234     /opt/journal", false)]
    [InlineData("7f0000001000-7f0000003000 rwxp 00000000 08:01 1234     /opt/A.dll", false)]
    [InlineData("7f0000001000-7f0000003000 r-xs 00000000 00:01 1234     /memfd:doublemapper (deleted)", false)]
    [InlineData("7f0000001000-7f0000003000 r-xp 00000000 08:01 1234     /usr/lib/libold.so (deleted)", false)]
    [InlineData("7f0000001000-7f0000003000 r-xp 00000000 00:00 0 ", false)]
    [InlineData("7f0000001000-7f0000003000 r-xp 00000000 00:00 0        [vdso]", false)]
    public void Knows_a_program_by_its_permissions_and_its_file(string line, bool isProgram)
    {
        Assert.True(FileMapping.TryParse(Encoding.ASCII.GetBytes(line), out var mapping));
        Assert.Equal(new FileMapping(unchecked((nint)0x7f0000001000), 0x2000, isProgram, 0), mapping);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Anonymous:             0 kB")]
    [InlineData("AnonHugePages:         0 kB")]
    [InlineData("FilePmdMapped:         0 kB")]
    [InlineData("VmFlags: rd ex mr mw me")]
    [InlineData("7f0000001000")]
    [InlineData("7f0000001000-")]
    [InlineData("7f0000001000-7f0000003000")]
    [InlineData("7f0000001000-7f0000003000 r-x")]
    public void Takes_no_other_line_for_a_mapping(string line) =>
        Assert.False(FileMapping.TryParse(Encoding.ASCII.GetBytes(line), out _));
}
