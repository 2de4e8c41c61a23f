"""`shuzhi hall`: one laptop serves a meeting over its own Wi-Fi, with a copy on a second medium."""
