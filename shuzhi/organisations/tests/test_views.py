from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from shuzhi.accounts.tests.factories import user_with
from shuzhi.organisations import queries
from shuzhi.organisations.models import KeptUpload, Organisation, Person, Tenure, WorkbookImport
from shuzhi.organisations.tests.factories import district, person, tenure
from shuzhi.organisations.tests.test_workbook import PEOPLE, exported, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return district()


@pytest.fixture
def office(places, client):
    user = user_with("office", places["licang"].path, name="周组织")
    client.force_login(user)
    return user


def address(name, *arguments):
    return reverse(f"organisations:{name}", args=arguments)


def upload(client, content, name="名册.xlsx"):
    return client.post(address("upload"), {"workbook": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    "name", ["browse", "search", "list-people", "create-person", "upload", "export", "create-organisation"]
)
def test_without_a_role_every_page_is_closed(client, places, name):
    client.force_login(user_with())

    assert client.get(address(name)).status_code == 403


def test_the_tree_opens_at_the_own_place_and_goes_down_piece_by_piece(client, office, places):
    page = client.get(address("browse"))
    piece = client.get(
        address("list-children", places["licang"].pk), {"tree": "territorial"}, headers={"HX-Request": "true"}
    )
    vertical = client.get(address("browse"), {"tree": "vertical"})

    assert ("李沧区" in page.text, "市南区" in page.text, "李村街道" in page.text) == (True, False, False)
    assert ("李村街道" in piece.text, "区直机关工委" in piece.text, "<html" in piece.text) == (
        True,
        False,
        False,
    )
    assert ("区直机关工委" in vertical.text, "区教体局" in vertical.text) == (True, False)


def test_places_outside_the_scope_are_not_found(client, office, places):
    for name in (
        "show-organisation",
        "list-children",
        "change-organisation",
        "begin-tenure",
        "move-organisation",
    ):
        assert client.get(address(name, places["shinan"].pk)).status_code == 404


def test_search_answers_as_one_types_and_on_the_page(client, office, places):
    piece = client.get(address("search"), {"q": "村街"}, headers={"HX-Request": "true"})
    page = client.get(address("browse"), {"q": "370213007"})
    nothing = client.get(address("search"), {"q": "市南"})

    assert ("李村街道" in piece.text, "青岛市 李沧区" in piece.text) == (True, True)
    assert "东李社区" in page.text
    assert ("市南区" in nothing.text, "没有这样名称或代码的单位" in nothing.text) == (False, True)


def test_search_shows_twenty_hits_at_most(client, office, places):
    for number in range(30):
        Organisation.objects.add_child(
            Organisation.objects.get(pk=places["street"].pk),
            instance=Organisation(code=f"X{number:02d}", name=f"第{number}社区", kind="village"),
        )

    assert client.get(address("search"), {"q": "第"}).text.count("<li>") == 20


def test_an_organisation_shows_its_people_what_is_below_and_its_history(client, office, places):
    tenure(person("王秀兰"), places["licang"], post="区委书记")
    client.post(
        address("change-organisation", places["licang"].pk),
        {"name": "李沧区", "short_name": "李沧", "kind": "county", "category": "territorial_committee"},
    )

    page = client.get(address("show-organisation", places["licang"].pk))

    assert all(
        text in page.text
        for text in ("王秀兰", "区委书记", "李村街道", "区直机关工委", "周组织 修改单位：李沧区")
    )


def test_who_only_looks_is_told_why_the_buttons_are_off(client, places):
    client.force_login(user_with("secretary", places["licang"].path))

    page = client.get(address("show-organisation", places["licang"].pk))

    assert ("disabled" in page.text, "您不能在此维护单位和人员" in page.text) == (True, True)
    assert client.get(address("change-organisation", places["licang"].pk)).status_code == 403


def test_an_organisation_is_created_moved_and_removed_on_pages(client, office, places):
    data = {"code": "370213008", "name": "虎山路街道", "tree": "territorial", "kind": "township"}
    client.post(f"{address('create-organisation')}?parent={places['licang'].pk}", data)
    again = client.post(f"{address('create-organisation')}?parent={places['licang'].pk}", data)
    made = Organisation.objects.get(code="370213008")
    client.post(address("move-organisation", made.pk), {"parent_typed": "370213007"})
    made.refresh_from_db()
    moved_below = Organisation.objects.get_parent(made).code
    asked = client.get(address("remove-organisation", made.pk))
    client.post(address("remove-organisation", made.pk))

    assert "这个代码已属于虎山路街道" in again.text
    assert (moved_below, asked.status_code, Organisation.objects.filter(code="370213008").exists()) == (
        "370213007", 200, False,
    )  # fmt: skip


def test_a_new_child_is_prefilled_with_what_it_most_likely_is(client, office, places):
    form = client.get(f"{address('create-organisation')}?parent={places['licang'].pk}").context["form"]
    unit = client.get(f"{address('create-organisation')}?parent={places['sector'].pk}").context["form"]

    assert form.initial == {"tree": "territorial", "kind": "township", "category": "territorial_committee"}
    assert unit.initial == {"tree": "vertical", "kind": "unit"}


def test_a_person_and_a_tenure_are_entered_ended_and_corrected_on_pages(client, office, places):
    client.post(address("create-person"), {"code": "0007", "name": "王秀兰", "account": ""})
    holder = Person.objects.get(code="0007")
    choices = client.get(address("choose-person"), {"name": "person", "person_typed": "王"})
    client.post(
        address("begin-tenure", places["street"].pk),
        {"person": holder.pk, "post": "书记", "since": "2021-03-01"},
    )
    held = Tenure.objects.get()
    client.post(address("end-tenure", held.pk), {"until": "2024-05-06"})
    client.post(
        address("correct-tenure", held.pk),
        {"post": "党工委书记", "since": "2021-04-01", "until": "2024-05-06"},
    )
    client.post(address("change-person", holder.pk), {"name": "王秀岚", "account": ""})
    page = client.get(address("show-person", holder.pk))

    held.refresh_from_db()
    assert (held.post, held.since, held.until) == ("党工委书记", date(2021, 4, 1), date(2024, 5, 6))
    assert f'value="{holder.pk}"' in choices.text
    assert all(text in page.text for text in ("王秀岚", "党工委书记", "2021年4月1日", "李村街道"))


def test_a_taken_post_is_refused_with_the_name_of_the_holder(client, office, places):
    tenure(person("王秀兰"), places["street"], post="书记")
    other = person("李强")

    response = client.post(
        address("begin-tenure", places["street"].pk),
        {"person": other.pk, "post": "书记", "since": "2024-03-01"},
    )

    assert (response.status_code, "王秀兰自2021年3月1日起任书记" in response.text) == (200, True)
    assert response.context["form"].data["post"] == "书记"


def test_people_are_listed_and_found(client, office, places):
    tenure(person("王秀兰"), places["street"], post="书记")
    tenure(person("李强"), places["shinan"])

    page = client.get(address("list-people"), {"q": "王"})

    assert ("王秀兰" in page.text, "李村街道" in page.text, "李强" in page.text) == (True, True, False)
    assert client.get(address("show-person", Person.objects.get(name="李强").pk)).status_code == 404


def test_an_import_shows_what_it_would_do_before_it_does_it(client, office, places):
    content = workbook(
        组织=[["代码", "名称", "类型", "上级代码"], ["３７０２１３００８", "虎山路街道", "乡级", "370213"]],
        人员=[PEOPLE, ["0007", "王秀兰", None]],
    )

    sent = upload(client, content)
    preview = client.get(sent.url)
    before = Organisation.objects.filter(code="370213008").exists()
    done = client.post(address("confirm-import"))
    result = client.get(done.url)

    assert (before, Organisation.objects.filter(code="370213008").exists()) == (False, True)
    assert ("３７０２１３００８" in preview.text, preview.context["counts"]["people_new"]) == (True, 1)
    assert result.context["counts"] == WorkbookImport.objects.get().counts
    assert not KeptUpload.objects.exists()
    assert client.post(address("confirm-import")).url == address("upload")


def test_an_import_with_faults_shows_them_all_and_has_no_button(client, office, places):
    content = workbook(
        组织=[
            ["代码", "名称", "类型", "上级代码"],
            ["1", None, "乡级", "370213"],
            ["2", "乙", "镇", "370213"],
        ]
    )

    page = client.get(upload(client, content).url)
    forced = client.post(address("confirm-import"))

    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [(2, "名称"), (3, "类型")]
    assert (address("confirm-import") in page.text, forced.status_code) == (False, 409)
    assert not Organisation.objects.filter(code__in=["1", "2"]).exists()


def test_a_file_that_is_no_workbook_is_said_so(client, office):
    page = client.get(upload(client, b"hello", "a.xlsx").url)

    assert "这不是工作簿" in page.text


def test_nobody_sees_or_confirms_the_upload_of_another(client, office, places):
    upload(client, workbook(人员=[PEOPLE, ["0007", "王秀兰", None]]))
    client.post(address("confirm-import"))
    done = WorkbookImport.objects.get()
    upload(client, workbook(人员=[PEOPLE, ["0008", "李强", None]]))

    client.force_login(user_with("office", places["licang"].path))

    assert client.get(address("preview-import")).url == address("upload")
    assert client.post(address("confirm-import")).url == address("upload")
    assert client.get(address("show-import", done.pk)).status_code == 404
    assert not Person.objects.filter(code="0008").exists()


def test_an_upload_can_be_dropped(client, office):
    upload(client, workbook(人员=[PEOPLE]))

    client.post(address("drop-upload"))

    assert not KeptUpload.objects.exists()


def test_the_export_is_the_scope_and_reads_back_without_change(client, office, places):
    tenure(person("王秀兰"), places["street"])
    tenure(person("李强"), places["shinan"])

    content = b"".join(client.get(address("export")).streaming_content)
    part = b"".join(client.get(address("export"), {"below": places["sector"].pk}).streaming_content)

    book = openpyxl.load_workbook(BytesIO(content))
    assert [row[0].value for row in book["组织"]][1:] == [
        row.code for row in queries.within(office, "organisation.view")
    ]
    assert [row[1].value for row in book["人员"]] == ["姓名", "王秀兰"]
    assert [row[0].value for row in openpyxl.load_workbook(BytesIO(part))["组织"]][1:] == [
        "370213-JG",
        "370213-JG-01",
    ]
    page = client.get(upload(client, content).url)
    assert (page.context["faults"], page.context["plan"].changes_nothing) == ([], True)


def test_the_commands_export_and_import_the_same_workbook(places, tmp_path, capsys):
    tenure(person("王秀兰"), places["street"])
    file = tmp_path / "part.xlsx"
    call_command("export_organisations", str(file), below="370213")
    Tenure.objects.all().delete()
    call_command("import_organisations", str(file), check=True)
    checked = Tenure.objects.count()

    call_command("import_organisations", str(file))

    assert (checked, Tenure.objects.count()) == (0, 1)
    assert "tenures_new: 1" in capsys.readouterr().out


def test_the_import_command_lists_every_fault_and_ends_with_2(places, tmp_path, capsys):
    file = tmp_path / "bad.xlsx"
    file.write_bytes(workbook(人员=[PEOPLE, [None, "王", None], ["1", None, None]]))

    with pytest.raises(CommandError) as ended:
        call_command("import_organisations", str(file))

    assert ended.value.returncode == 2
    assert capsys.readouterr().err.splitlines() == [
        "人员 2 人员编号 []: 未填写. 请填写，或删除整行。", "人员 3 姓名 []: 未填写. 请填写，或删除整行。",
    ]  # fmt: skip
    with pytest.raises(CommandError):
        call_command("export_organisations", str(tmp_path / "x.xlsx"), below="nowhere")


def test_an_export_of_everything_is_an_import_of_everything(places):
    assert openpyxl.load_workbook(BytesIO(exported())).sheetnames == ["组织", "人员", "任职"]
